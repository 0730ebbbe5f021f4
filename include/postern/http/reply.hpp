// An answer, built once and sent with one write as often as it is needed.
#pragma once

#include <postern/base/error.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

// Immutable. The constructor adds `Content-Length` (not to a 204) and `Cache-Control: no-store`:
// no answer of ours may be kept by anybody between us and the application.
class reply
{
public:
    using header = std::pair<std::string_view, std::string_view>;

    // `block`: ready header lines, each ended by CRLF, in addition to `headers`. Throws
    // std::invalid_argument if a name or value in `headers` holds a line break or NUL.
    reply(
        unsigned status, const std::vector<header>& headers, std::string_view block,
        std::string_view body
    );

    unsigned status() const noexcept { return status_; }
    // For an HTTP/1.1 connection that stays open.
    const std::string& octets() const noexcept { return octets_; }
    std::string_view body() const noexcept { return std::string_view(octets_).substr(head_size_); }
    std::size_t memory() const noexcept { return sizeof(*this) + octets_.capacity(); }

    // Appends the reply with `Connection: close` or, for HTTP/1.0, `keep-alive`; a HEAD gets no
    // body.
    void append_to(std::string& out, bool close, unsigned version, bool head_only) const;

private:
    std::string octets_;
    std::size_t head_size_ = 0;
    std::size_t status_line_size_ = 0;
    unsigned status_ = 0;
};

using reply_ptr = std::shared_ptr<const reply>;

// A reply with no body and `Cache-Control: no-store`; made once per status of the process's life.
reply_ptr plain_reply(unsigned status);

// The error's status: 400, 411, 413 or 431.
reply_ptr reply_to(const error_code& parse_error);

} // namespace postern::http
