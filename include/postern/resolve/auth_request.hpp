// What the resolver is asked: the check's head, and the request behind it as the dialect read it.
#pragma once

#include <postern/http/head.hpp>

#include <string_view>

namespace postern::resolve {

// The request that the client sent to the proxy. Views into the check's head; all empty where a
// dialect does not carry them.
struct original_request
{
    std::string_view method;
    std::string_view uri; // path and query, as sent
    std::string_view host;
    std::string_view scheme;
    std::string_view client; // address, as the proxy wrote it; may be empty
};

class trace;

struct auth_request
{
    const http::head& head;
    original_request original;
    trace* notes = nullptr; // for explain; null in service
};

} // namespace postern::resolve
