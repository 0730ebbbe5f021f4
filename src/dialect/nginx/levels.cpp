#include "levels.hpp"

#include <algorithm>
#include <array>

namespace postern::dialect {
namespace {

constexpr std::array<std::string_view, 5> level_names{
    "http", "server", "location", "if", "limit_except",
};

bool is_level(const nginx_directive& directive)
{
    return directive.is_block &&
           std::ranges::find(level_names, directive.name) != level_names.end();
}

} // namespace

std::string nginx_level::text() const
{
    if (block == nullptr)
        return "this file";
    std::string text = block->name;
    for (const std::string& argument : block->arguments)
        text += ' ' + argument;
    return is("if") || is("limit_except") ? text + " in " + outer->text() : text;
}

nginx_location location_of(const nginx_level& level)
{
    const std::string_view first = level.block->argument(0);
    if (level.block->arguments.size() > 1)
        return {first, level.block->argument(1)};
    for (const std::string_view sign : {"=", "^~", "~*", "~"})
        if (first.starts_with(sign))
            return {sign, first.substr(sign.size())};
    return {"", first};
}

const nginx_level& location_around(const nginx_level& level)
{
    const nginx_level* each = &level;
    while (each->is("if") || each->is("limit_except"))
        each = each->outer;
    return *each;
}

nginx_lines own_lines(const nginx_level& level, std::string_view name)
{
    nginx_lines lines;
    for (const nginx_directive& each : *level.directives)
        if (each.name == name)
            lines.push_back(&each);
    return lines;
}

const nginx_directive* own_line(const nginx_level& level, std::string_view name)
{
    const auto found = std::ranges::find(*level.directives, name, &nginx_directive::name);
    return found == level.directives->end() ? nullptr : &*found;
}

const nginx_level* level_in_effect(const nginx_level& level, std::string_view name)
{
    const nginx_level* each = &level;
    while (each != nullptr && own_line(*each, name) == nullptr)
        each = each->outer;
    return each;
}

nginx_lines lines_in_effect(const nginx_level& level, std::string_view name)
{
    const nginx_level* nearest = level_in_effect(level, name);
    return nearest == nullptr ? nginx_lines() : own_lines(*nearest, name);
}

const nginx_directive* line_in_effect(const nginx_level& level, std::string_view name)
{
    const nginx_lines lines = lines_in_effect(level, name);
    return lines.empty() ? nullptr : lines.back();
}

bool is_set_to(const nginx_level& level, std::string_view name, std::string_view value)
{
    const nginx_directive* line = line_in_effect(level, name);
    return line != nullptr && line->argument(0) == value;
}

nginx_levels::nginx_levels(const nginx_config& config)
{
    levels_.push_back({nullptr, nullptr, &config.directives});
    add(config.directives, &levels_.front());
}

void nginx_levels::add(const std::vector<nginx_directive>& directives, const nginx_level* outer)
{
    for (const nginx_directive& each : directives) {
        if (!is_level(each))
            continue;
        levels_.push_back({&each, outer, &each.block});
        add(each.block, &levels_.back());
    }
}

const nginx_level& nginx_levels::server_of(const nginx_level& level) const
{
    for (const nginx_level* each = &level; each != nullptr; each = each->outer)
        if (each->is("server"))
            return *each;
    return levels_.front();
}

// https://nginx.org/en/docs/http/ngx_http_core_module.html#location: an exact path, else the
// longest prefix.
const nginx_level*
nginx_levels::find_location(const nginx_level& server, std::string_view path) const
{
    const nginx_level* best = nullptr;
    std::size_t longest = 0;
    for (const nginx_level& each : levels_) {
        if (!each.is_location() || &server_of(each) != &server)
            continue;
        const nginx_location at = location_of(each);
        if (at.path == path && (at.sign == "=" || each.is_named()))
            return &each;
        if (each.is_named() || at.sign == "=" || at.sign.starts_with('~'))
            continue;
        if (path.starts_with(at.path) && (best == nullptr || at.path.size() > longest)) {
            best = &each;
            longest = at.path.size();
        }
    }
    return best;
}

// A path with an extension is likely to go to a location such as `~ \.php$`.
const nginx_level* nginx_levels::find_target(const nginx_level& server, std::string_view path) const
{
    const std::size_t dot = path.rfind('.');
    if (dot == path.npos)
        return find_location(server, path);
    const std::string pattern = "\\" + std::string(path.substr(dot));
    const auto found = std::ranges::find_if(levels_, [&](const nginx_level& each) {
        return each.is_location() && &server_of(each) == &server &&
               location_of(each).sign.starts_with('~') &&
               location_of(each).path.find(pattern) != std::string_view::npos;
    });
    return found == levels_.end() ? find_location(server, path) : &*found;
}

} // namespace postern::dialect
