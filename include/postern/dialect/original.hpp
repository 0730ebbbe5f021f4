// What every dialect asks of the original request, whichever fields it was read from.
#pragma once

#include <postern/dialect/dialect.hpp>

namespace postern::dialect {

// The fields that the parts of the original request were read from, for the log.
struct original_fields
{
    std::string_view method;
    std::string_view uri;
    std::string_view host;
    std::string_view scheme;
};

// The part that is not what HTTP allows it to be; no reason: all are.
unreadable check_original(const resolve::original_request& original, const original_fields& from);

// The value of a field that must be there once and not be empty.
unreadable read_single(const http::head& head, std::string_view name, std::string_view& into);

// The last address of X-Forwarded-For: a proxy appends the client's to what the client wrote.
std::string_view rightmost_address(std::string_view list) noexcept;

} // namespace postern::dialect
