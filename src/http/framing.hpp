// Finds where one request ends and the next one begins (RFC 9112 §6.3). Does no I/O.
#pragma once

#include <postern/http/head_parser.hpp>

#include <cstddef>
#include <string_view>

namespace postern::http {

// The request at the start of the given octets. Its views are valid as long as the octets are, and
// until the next call of the parser.
struct framed_request
{
    http::head head;
    std::string_view octets; // of the head
    std::string_view body;
    bool unread_body = false; // it has a body, which this listener does not read

    std::size_t size() const noexcept { return octets.size() + body.size(); }
};

// How far an incomplete request was searched.
struct framing_progress
{
    std::size_t searched = 0;
    std::size_t needed = 0; // octets of head and body together; 0 while the head is incomplete
};

struct framing_limits
{
    std::size_t head = 64 * 1024;
    std::size_t body = 0; // 0: bodies are never read
};

enum class framing
{
    incomplete,
    complete,
    refused
};

// Sets `request` if the outcome is complete, and `error` if it is refused. `progress` belongs to
// the connection and is reset after each request.
framing next_request(
    std::string_view octets, framing_progress&, const framing_limits&, head_parser&,
    framed_request& request, error_code& error
);

} // namespace postern::http
