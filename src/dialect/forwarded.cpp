#include "forwarded.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/dialect/original.hpp>
#include <postern/http/head.hpp>

#include <array>

namespace postern::dialect {
namespace {

using resolve::original_request;

struct forwarded_field
{
    std::string_view name;
    std::string_view original_request::*value;
    bool required;
};

constexpr std::array<forwarded_field, 5> forwarded{{
    {"X-Forwarded-Method", &original_request::method, true},
    {"X-Forwarded-Uri", &original_request::uri, true},
    {"X-Forwarded-Host", &original_request::host, true},
    {"X-Forwarded-Proto", &original_request::scheme, true},
    {"X-Forwarded-For", &original_request::client, false},
}};

unreadable collect_forwarded(const http::head& head, original_request& original)
{
    std::array<bool, forwarded.size()> seen{};
    for (const http::field& field : head.fields) {
        for (std::size_t i = 0; i != forwarded.size(); ++i) {
            if (!codec::equal_ignoring_case(field.name, forwarded[i].name))
                continue;
            if (seen[i])
                return {resolve::errc::original_doubled, forwarded[i].name};
            if (field.value.empty())
                return {resolve::errc::original_missing, forwarded[i].name};
            seen[i] = true;
            original.*forwarded[i].value = field.value;
        }
    }
    for (std::size_t i = 0; i != forwarded.size(); ++i)
        if (forwarded[i].required && !seen[i])
            return {resolve::errc::original_missing, forwarded[i].name};
    return {};
}

} // namespace

unreadable read_forwarded(const http::head& head, std::string_view, original_request& original)
{
    if (const unreadable found = collect_forwarded(head, original); found.reason)
        return found;
    return check_original(
        original, {"X-Forwarded-Method", "X-Forwarded-Uri", "X-Forwarded-Host", "X-Forwarded-Proto"}
    );
}

} // namespace postern::dialect
