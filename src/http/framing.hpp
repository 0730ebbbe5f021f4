// Where one request ends and the next begins (RFC 9112 §6.3). No I/O: octets in, request out.
#pragma once

#include <postern/http/head_parser.hpp>

#include <cstddef>
#include <string_view>

namespace postern::http {

// One request at the start of the octets that were given. Views are valid as long as those are,
// and until the parser's next call.
struct framed_request
{
    http::head head;
    std::string_view octets; // of the head
    std::string_view body;
    bool unread_body = false; // announced, but not for this listener to read

    std::size_t size() const noexcept { return octets.size() + body.size(); }
};

// How far an incomplete request was looked at.
struct framing_progress
{
    std::size_t searched = 0;
    std::size_t needed = 0; // octets of head and body together, once the head is known
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

// `request` is set if complete, `error` if refused.
framing next_request(
    std::string_view octets, framing_progress&, const framing_limits&, head_parser&,
    framed_request& request, error_code& error
);

} // namespace postern::http
