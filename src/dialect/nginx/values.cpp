#include "values.hpp"

#include <postern/codec/ascii.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace postern::dialect {
namespace {

bool is_of_name(char c)
{
    return codec::is_alphanumeric(c) || c == '_';
}

struct time_unit
{
    std::string_view name;
    std::int64_t milliseconds;
};

// `ms` is looked for before `m`.
constexpr std::array<time_unit, 8> units{{
    {"ms", 1},
    {"s", 1000},
    {"m", 60'000},
    {"h", 3'600'000},
    {"d", 86'400'000},
    {"w", 604'800'000},
    {"M", 2'592'000'000},
    {"y", 31'536'000'000},
}};

// What nginx makes `set`, `js_set` and the like of: the variable is their first argument.
bool sets_first_argument(std::string_view name)
{
    return name == "set" || name == "js_set" || name == "perl_set" || name == "js_var" ||
           name.starts_with("set_");
}

bool defines(const nginx_directive& directive, std::string_view variable)
{
    if (directive.name == "map" || directive.name == "geo" || directive.name == "split_clients")
        return !directive.arguments.empty() &&
               codec::equal_ignoring_case(directive.arguments.back(), variable);
    return sets_first_argument(directive.name) &&
           codec::equal_ignoring_case(directive.argument(0), variable);
}

} // namespace

std::vector<std::string> variables_in(std::string_view value)
{
    std::vector<std::string> found;
    for (std::size_t at = value.find('$'); at < value.size(); at = value.find('$', at + 1)) {
        std::string name = "$";
        std::size_t from = at + 1;
        from += from < value.size() && value[from] == '{' ? 1U : 0U;
        for (; from < value.size() && is_of_name(value[from]); ++from)
            name += codec::to_lower(value[from]);
        found.push_back(std::move(name));
    }
    return found;
}

std::optional<std::string> single_variable(std::string_view value)
{
    const std::vector<std::string> all = variables_in(value);
    if (all.size() != 1)
        return {};
    const std::string& name = all.front();
    const bool alone = codec::equal_ignoring_case(value, name) ||
                       codec::equal_ignoring_case(value, "${" + name.substr(1) + "}");
    return alone ? std::optional(name) : std::nullopt;
}

bool is_of_client(std::string_view variable)
{
    constexpr std::array<std::string_view, 4> whole{
        "$args",
        "$query_string",
        "$request_body",
        "$proxy_add_x_forwarded_for",
    };
    return variable.starts_with("$http_") || variable.starts_with("$arg_") ||
           variable.starts_with("$cookie_") ||
           std::find(whole.begin(), whole.end(), variable) != whole.end();
}

const nginx_directive*
find_definition(const std::vector<nginx_directive>& in, std::string_view variable)
{
    for (const nginx_directive& each : in) {
        if (defines(each, variable))
            return &each;
        if (const nginx_directive* inside = find_definition(each.block, variable))
            return inside;
    }
    return nullptr;
}

std::optional<std::chrono::milliseconds> read_time(std::string_view text)
{
    std::int64_t sum = 0;
    while (!text.empty()) {
        std::int32_t number = 0; // so that the sum does not overflow
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || number < 0 || sum > std::int64_t{1} << 61)
            return {};
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const auto unit = std::ranges::find_if(units, [&](const time_unit& each) {
            return text.starts_with(each.name);
        });
        if (unit == units.end() && !text.empty() && text.front() != ' ')
            return {};
        sum += number * (unit == units.end() ? 1000 : unit->milliseconds);
        text.remove_prefix(unit == units.end() ? 0 : unit->name.size());
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    return std::chrono::milliseconds(sum);
}

nginx_target read_target(std::string_view text)
{
    if (const std::size_t scheme = text.find("://"); scheme != text.npos)
        text.remove_prefix(scheme + 3);
    // The path of a unix socket ends at a colon.
    const bool is_unix = text.starts_with("unix:");
    const std::size_t end = is_unix ? text.find(':', 5) : text.find('/');
    const std::string to(text.substr(0, end));
    return {to, std::string(end < text.size() ? text.substr(end + (is_unix ? 1 : 0)) : "")};
}

} // namespace postern::dialect
