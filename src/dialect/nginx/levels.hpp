// The levels of an nginx configuration (http, server, location, if), and what one inherits from
// another. nginx merges each level into the ones inside it:
// - a directive with one value counts where it is nearest;
// - a list (proxy_set_header, auth_request_set, error_page, fastcgi_param ...) is inherited only by
//   a level that has no line of it.
// So both are read alike: all lines at the nearest level that has one.
#pragma once

#include "config.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

struct nginx_level
{
    const nginx_directive* block = nullptr; // null: the file itself
    const nginx_level* outer = nullptr;
    const std::vector<nginx_directive>* directives = nullptr;

    bool is(std::string_view name) const { return block != nullptr && block->name == name; }
    bool is_location() const { return is("location"); }
    bool is_named() const { return is_location() && block->argument(0).starts_with('@'); }
    // As a message names it: `location = /path`.
    std::string text() const;
};

// `location = /path` has the sign `=`, and so has `location =/path`.
struct nginx_location
{
    std::string_view sign; // empty: a prefix, or a name
    std::string_view path; // a prefix, a regular expression or a name
};

nginx_location location_of(const nginx_level& level);

// The location around an `if`, or the level itself.
const nginx_level& location_around(const nginx_level& level);

using nginx_lines = std::vector<const nginx_directive*>;

// The lines of this level alone.
nginx_lines own_lines(const nginx_level& level, std::string_view name);
const nginx_directive* own_line(const nginx_level& level, std::string_view name);

// The nearest level with a line of this name: this one, or an outer one. Null: there is none.
const nginx_level* level_in_effect(const nginx_level& level, std::string_view name);
// The lines that nginx uses at this level, inherited or not.
nginx_lines lines_in_effect(const nginx_level& level, std::string_view name);
const nginx_directive* line_in_effect(const nginx_level& level, std::string_view name);
// Whether the one that counts, the last, has this first argument.
bool is_set_to(const nginx_level& level, std::string_view name, std::string_view value);

class nginx_levels
{
public:
    explicit nginx_levels(const nginx_config& config);

    const std::deque<nginx_level>& all() const { return levels_; }

    // The server of a level. Of a file without one it is the file itself.
    const nginx_level& server_of(const nginx_level& level) const;
    // The location that nginx chooses for a path or a name, regular expressions left out. Null:
    // there is none.
    const nginx_level* find_location(const nginx_level& server, std::string_view path) const;
    // The same with the regular expressions that name the path's extension.
    const nginx_level* find_target(const nginx_level& server, std::string_view path) const;

private:
    void add(const std::vector<nginx_directive>& directives, const nginx_level* outer);

    std::deque<nginx_level> levels_{};
};

} // namespace postern::dialect
