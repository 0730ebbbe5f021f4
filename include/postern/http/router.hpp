// A table of routes: method and path to value. Paths are compared octet by octet; a path may have
// one parameter, `/things/{id}`, which stands for one segment that is not empty.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern::http {

template <class Value>
struct route
{
    std::string_view method;
    std::string_view path;
    Value value;
};

enum class route_outcome
{
    found,
    wrong_method, // 405: the path exists under the methods of `allow`
    unknown       // 404
};

template <class Value>
struct route_result
{
    route_outcome outcome = route_outcome::unknown;
    const Value* value = nullptr; // found: the row's value
    std::string allow;            // wrong_method: for the Allow header (RFC 9110 §10.2.1)
    std::string_view parameter;   // found: of the path asked for, as it was sent
};

// The segment that stands for the pattern's parameter, empty if it has none; nothing if the path is
// another one.
inline std::optional<std::string_view>
match_path(std::string_view pattern, std::string_view path) noexcept
{
    const auto open = pattern.find('{');
    if (open == pattern.npos)
        return path == pattern ? std::optional<std::string_view>("") : std::nullopt;
    const auto before = pattern.substr(0, open);
    const auto after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after))
        return std::nullopt;
    const auto segment = path.substr(before.size(), path.size() - before.size() - after.size());
    return segment.find('/') == segment.npos ? std::optional(segment) : std::nullopt;
}

// HEAD is routed as GET (RFC 9110 §9.3.2); a connection cuts the body off by itself.
template <class Value>
route_result<Value>
find_route(std::span<const route<Value>> table, std::string_view method, std::string_view path)
{
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    route_result<Value> result;
    for (const auto& row : table) {
        const auto parameter = match_path(row.path, path);
        if (!parameter)
            continue;
        if (row.method == wanted)
            return {route_outcome::found, &row.value, {}, *parameter};
        result.outcome = route_outcome::wrong_method;
        result.allow += result.allow.empty() ? "" : ", ";
        result.allow += row.method == "GET" ? "GET, HEAD" : row.method;
    }
    return result;
}

} // namespace postern::http
