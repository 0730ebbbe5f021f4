// A table of routes: method and path to value. Paths are compared octet by octet.
#pragma once

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
};

// HEAD is routed as GET (RFC 9110 §9.3.2); a connection cuts the body off by itself.
template <class Value>
route_result<Value>
find_route(std::span<const route<Value>> table, std::string_view method, std::string_view path)
{
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    route_result<Value> result;
    for (const auto& row : table) {
        if (row.path != path)
            continue;
        if (row.method == wanted)
            return {route_outcome::found, &row.value, {}};
        result.outcome = route_outcome::wrong_method;
        result.allow += result.allow.empty() ? "" : ", ";
        result.allow += row.method == "GET" ? "GET, HEAD" : row.method;
    }
    return result;
}

} // namespace postern::http
