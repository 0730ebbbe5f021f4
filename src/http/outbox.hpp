// The answers that a connection owes, in order, as one piece of octets. A single answer that can be
// sent as it is costs no copy.
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

    std::string_view unsent() const noexcept;
    bool empty() const noexcept { return unsent().empty(); }

    // Keeps no memory when everything is sent.
    void remove_sent(std::size_t octets) noexcept;

private:
    std::string& joined();

    reply_ptr single_;
    std::string joined_;
    std::size_t sent_ = 0; // of the single one or of those joined
};

} // namespace postern::http
