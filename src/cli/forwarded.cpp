#include "forwarded.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/http/head.hpp>
#include <postern/resolve/error.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace postern::cli {
namespace {

struct added_field
{
    std::string_view name;
    std::string_view value;
};

// What a proxy sends about the original request, with values for a simple GET. The name and the
// address are reserved for examples (RFC 2606, RFC 5737).
constexpr std::array<added_field, 5> forwarded{{
    {"X-Forwarded-Method", "GET"},
    {"X-Forwarded-Uri", "/"},
    {"X-Forwarded-Host", "app.example.com"},
    {"X-Forwarded-Proto", "https"},
    {"X-Forwarded-For", "192.0.2.1"},
}};

// The dialect reads the request as in a real check, and reports whether a part of the original
// request is missing.
bool misses_something(const dialect::dialect& dialect, const check::explain_request& request)
{
    // A field only refers to the text in `request`, so nothing is copied.
    std::vector<http::field> fields;
    for (const auto& [name, value] : request.headers)
        fields.push_back({boost::beast::http::string_to_field(name), name, value});
    http::head head;
    head.method = request.method;
    head.target = request.endpoint;
    head.path = request.endpoint;
    head.fields = fields;
    resolve::original_request original;
    return dialect.read(head, request.endpoint, original).reason == resolve::errc::original_missing;
}

bool has(const check::explain_request& request, std::string_view name)
{
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
        return codec::equal_ignoring_case(header.first, name);
    });
}

} // namespace

std::vector<std::string>
fill_in_forwarded(const dialect::dialect& dialect, check::explain_request& request)
{
    std::vector<std::string> lines;
    if (!misses_something(dialect, request))
        return lines;
    // A header that the operator gave stays as it is. Only the others are added and reported.
    for (const auto& [name, value] : forwarded) {
        if (has(request, name))
            continue;
        request.headers.emplace_back(name, value);
        lines.push_back(std::string(name) + ": " + std::string(value));
    }
    return lines;
}

} // namespace postern::cli
