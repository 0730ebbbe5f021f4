// Locations with `auth_request off` that pass requests to a guarded application: no path of theirs
// may be another one to it.
#include "pattern.hpp"
#include "rules.hpp"
#include "values.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

// One path alone is open, or the level is no such location.
bool is_open_to_many(const nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* line = line_in_effect(level, "auth_request");
    return level.is_location() && !level.is_named() && location_of(level).sign != "=" &&
           line != nullptr && line->argument(0) == "off" && checked.reaches_application(level);
}

// Whether the line is an `if` that refuses requests.
bool refuses(const nginx_directive& line)
{
    return line.name == "if" && std::ranges::any_of(line.block, [](const nginx_directive& each) {
               return each.name == "return" && each.argument(0).starts_with('4');
           });
}

// Whether a condition looks at the path as the client wrote it.
bool looks_at_path(const nginx_checked& checked, const nginx_directive& line)
{
    const auto variables = variables_in(line.argument(0));
    return std::ranges::any_of(variables, [&](const std::string& each) {
        if (each == "$request_uri")
            return true;
        const nginx_directive* made = find_definition(checked.config.directives, each);
        return made != nullptr && made->argument(0) == "$request_uri";
    });
}

// A path that nginx takes to this location, and some applications take for /admin: they read a dot
// segment before its parameter, or drop a parameter (RFC 3986 §3.3). Empty: there is none.
std::string odd_path(const nginx_location& at)
{
    if (!at.sign.starts_with('~'))
        return std::string(at.path) + (at.path.ends_with('/') ? "" : "/") + "..;/admin";
    const std::string begin = plain_begin(at.path);
    for (std::string path :
         {begin + (begin.ends_with('/') ? "" : "/") + "..;/admin",
          "/admin;any" + first_extension(at.path)})
        if (matches(at.path, path, at.sign == "~*").value_or(false))
            return path;
    return {};
}

void refuses_odd_paths(nginx_checked& checked, const nginx_level& level)
{
    if (!is_open_to_many(checked, level))
        return;
    const bool here = std::ranges::any_of(*level.directives, refuses);
    const nginx_level& server = checked.levels.server_of(level);
    const bool in_server = std::ranges::any_of(*server.directives, [&](const auto& line) {
        return refuses(line) && looks_at_path(checked, line);
    });
    const std::string path = odd_path(location_of(level));
    if (!here && !in_server && !path.empty())
        checked.report(
            *line_in_effect(level, "auth_request"),
            level.text() + ": auth_request off: a path such as " + path +
                " is open, too, and some applications take it for /admin. Refuse such paths here, "
                "as the printed text does: if ($postern_odd_path) { return 400; }"
        );
}

// `proxy_pass http://app/` makes /admin of /open/admin, and so does a rewrite with `break`.
const nginx_directive* line_that_opens_all(const nginx_level& level)
{
    const nginx_directive& pass = nginx_checked::pass_line(level);
    const bool is_prefix = location_of(level).sign != "~" && location_of(level).sign != "~*";
    if (is_prefix && location_of(level).path != "/" && read_target(pass.argument(0)).path == "/")
        return &pass;
    for (const nginx_directive* line : own_lines(level, "rewrite")) {
        const std::string& to = line->argument(1);
        if (line->argument(2) == "break" && (to.starts_with("/$") || to.starts_with('$')))
            return line;
    }
    return nullptr;
}

void opens_no_other_path(nginx_checked& checked, const nginx_level& level)
{
    if (!is_open_to_many(checked, level))
        return;
    if (const nginx_directive* line = line_that_opens_all(level); line != nullptr)
        checked.report(
            *line, level.text() + ": " + line->name +
                       ": it takes away the beginning of the path, so every path of the "
                       "application is open here"
        );
}

constexpr nginx_rule rules[] = {refuses_odd_paths, opens_no_other_path};

} // namespace

std::span<const nginx_rule> open_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
