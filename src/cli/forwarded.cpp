#include "forwarded.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/http/head.hpp>
#include <postern/resolve/error.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace postern::cli {
namespace {

// In which dialects a proxy adds it: those with a fixed path, those with a prefix.
struct added_field
{
    std::string_view name;
    std::string_view value;
    bool with_fixed_path;
    bool with_prefix;
};

// What a proxy sends about the original request, with values for a simple GET. The name and the
// address are reserved for examples (RFC 2606, RFC 5737).
constexpr std::array<added_field, 6> forwarded{{
    {"Host", "app.example.com", false, true},
    {"X-Forwarded-Method", "GET", true, false},
    {"X-Forwarded-Uri", "/", true, false},
    {"X-Forwarded-Host", "app.example.com", true, false},
    {"X-Forwarded-Proto", "https", true, true},
    {"X-Forwarded-For", "192.0.2.1", true, true},
}};

// The dialect reads the request as in a real check, and reports whether a part of the original
// request is missing.
bool misses_something(
    const dialect::dialect& dialect, std::string_view path, const check::explain_request& request
)
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
    return dialect.read(head, path, original).reason == resolve::errc::original_missing;
}

bool has(const check::explain_request& request, std::string_view name)
{
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
        return codec::equal_ignoring_case(header.first, name);
    });
}

} // namespace

std::vector<std::string>
fill_in_forwarded(const check::endpoint_options& endpoint, check::explain_request& request)
{
    const dialect::dialect& dialect = *endpoint.dialect;
    std::vector<std::string> lines;
    if (!misses_something(dialect, endpoint.path, request))
        return lines;
    // A header that the operator gave stays as it is. Only the others are added and reported.
    for (const added_field& each : forwarded) {
        const bool adds = dialect.is_prefix ? each.with_prefix : each.with_fixed_path;
        if (!adds || has(request, each.name))
            continue;
        request.headers.emplace_back(each.name, each.value);
        lines.push_back(std::string(each.name) + ": " + std::string(each.value));
    }
    return lines;
}

} // namespace postern::cli
