#include "error_page.hpp"

#include <algorithm>
#include <span>

namespace postern::dialect {
namespace {

// A page that only ever answers a redirect or an error, by its own `return`.
bool returns_no_success(const nginx_level& level)
{
    const nginx_directive* answer = own_line(level, "return");
    return answer != nullptr && !answer->argument(0).starts_with('2') &&
           nginx_checked::pass_of(level) == nullptr;
}

// Without `=` the status stays, whatever the page answers. With `=` it is the one of the page.
bool replaces_status(
    const nginx_checked& checked, const nginx_level& level, const nginx_directive& line
)
{
    const auto& words = line.arguments;
    const auto sign =
        std::ranges::find_if(words, [](const std::string& each) { return each.starts_with('='); });
    if (sign == words.end())
        return false;
    const std::string& page = words.back();
    if (*sign != "=")
        return sign->starts_with("=2");
    if (!page.starts_with('/') && !page.starts_with('@'))
        return false; // a URL: the client is redirected
    const nginx_level* location = checked.levels.find_location(
        checked.levels.server_of(level), page.substr(0, page.find('?'))
    );
    return location == nullptr || !returns_no_success(*location);
}

} // namespace

const nginx_directive* find_error_page(const nginx_lines& lines, std::string_view status)
{
    const auto found = std::ranges::find_if(lines, [&](const nginx_directive* line) {
        const auto& words = line->arguments; // the last one is the page
        const auto statuses = std::span(words).first(words.empty() ? 0 : words.size() - 1);
        return std::ranges::find(statuses, status) != statuses.end();
    });
    return found == lines.end() ? nullptr : *found;
}

std::vector<replaced_statuses> find_replaced(
    const nginx_checked& checked, const nginx_level& level,
    std::initializer_list<std::string_view> statuses
)
{
    const nginx_lines lines = lines_in_effect(level, "error_page");
    std::vector<replaced_statuses> found;
    for (const std::string_view status : statuses) {
        const nginx_directive* line = find_error_page(lines, status);
        if (line == nullptr || !replaces_status(checked, level, *line))
            continue;
        const auto known = std::ranges::find(found, line, &replaced_statuses::line);
        if (known == found.end())
            found.push_back({line, std::string(status)});
        else
            known->text += ", " + std::string(status);
    }
    return found;
}

} // namespace postern::dialect
