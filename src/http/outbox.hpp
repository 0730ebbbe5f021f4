// The answers of one turn on one connection, in order, as one piece of octets. A single answer
// that can be sent as it is costs no copy.
#pragma once

#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>

#include <string>
#include <string_view>

namespace postern::http {

class outbox
{
public:
    void add(reply_ptr, const head& asked, bool close);

    // A refusal of octets that are no request.
    void add_last(const reply&);

    std::string_view octets() const noexcept;
    void clear() noexcept;

private:
    std::string& joined();

    reply_ptr single_;
    std::string joined_;
};

} // namespace postern::http
