// The input of the resolver: the fields of the check, and the original request as the dialect read
// it. Neither depends on the transport of the check.
#pragma once

#include <postern/codec/header_fields.hpp>

#include <string_view>

namespace postern::resolve {

// The request that the client sent to the proxy. Views into the check; all empty where a dialect
// does not carry them.
struct original_request
{
    std::string_view method;
    std::string_view uri; // path and query, as sent
    std::string_view host;
    std::string_view scheme;
    std::string_view client; // address, as the proxy wrote it; may be empty
};

class trace;

// Owns nothing: the check outlives it.
struct auth_request
{
    codec::header_fields headers;
    original_request original;
    trace* notes = nullptr; // for explain; null in service
};

} // namespace postern::resolve
