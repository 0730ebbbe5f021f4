// A table of routes: method and path to value. Paths are compared octet by octet. A segment of a
// path may be a parameter: `/projects/{project}/keys/{key}`. It matches any segment that is not
// empty.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
    // found: the segments that match the row's parameters, in order, as they were sent
    std::vector<std::string_view> parameters;
};

// Removes the first segment from a path and returns it, with the slash before it.
inline std::string_view take_segment(std::string_view& path) noexcept
{
    const auto segment = path.substr(0, path.find('/', 1));
    path.remove_prefix(segment.size());
    return segment;
}

// The segments that match the pattern's parameters; nothing if the path does not match.
inline std::optional<std::vector<std::string_view>>
match_path(std::string_view pattern, std::string_view path)
{
    std::vector<std::string_view> parameters;
    while (!pattern.empty()) {
        const auto wanted = take_segment(pattern);
        const auto segment = take_segment(path);
        const bool is_parameter = wanted.starts_with("/{");
        if (is_parameter ? segment.size() < 2 : segment != wanted)
            return std::nullopt;
        if (is_parameter)
            parameters.push_back(segment.substr(1));
    }
    return path.empty() ? std::optional(std::move(parameters)) : std::nullopt;
}

// HEAD is routed as GET (RFC 9110 §9.3.2); a connection cuts the body off by itself.
template <class Value>
route_result<Value>
find_route(std::span<const route<Value>> table, std::string_view method, std::string_view path)
{
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    route_result<Value> result;
    for (const auto& row : table) {
        auto parameters = match_path(row.path, path);
        if (!parameters)
            continue;
        if (row.method == wanted)
            return {route_outcome::found, &row.value, {}, std::move(*parameters)};
        result.outcome = route_outcome::wrong_method;
        result.allow += result.allow.empty() ? "" : ", ";
        result.allow += row.method == "GET" ? "GET, HEAD" : row.method;
    }
    return result;
}

} // namespace postern::http
