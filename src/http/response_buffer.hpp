// The responses that a connection has to send, in order, as one string of octets. One response
// that can be sent as it was prebuilt is not copied.
#pragma once

#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>

#include <string>
#include <string_view>

namespace postern::http {

class response_buffer
{
public:
    // `close`: the response says that the connection is closed after it.
    void add(reply_ptr response, const head& request, bool close);

    // The response to octets that are no request. It closes the connection.
    void add_refusal(const reply& response);

    std::string_view unsent() const noexcept;
    bool empty() const noexcept { return unsent().empty(); }

    // Frees the memory when everything is sent.
    void remove_sent(std::size_t octets) noexcept;

private:
    std::string& joined();

    reply_ptr single_;     // the only response, sent from where it is; or null
    std::string joined_;   // else copies of all of them
    std::size_t sent_ = 0; // octets of either that were sent
};

} // namespace postern::http
