// A response that is built once and can be sent many times, each time with one write.
#pragma once

#include <postern/base/error.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

// Immutable. The constructor adds `Content-Length` (not to a 204) and `Cache-Control: no-store`,
// because no proxy may cache a decision.
class reply
{
public:
    using header = std::pair<std::string_view, std::string_view>;

    // `block`: more header lines, complete, each with its CRLF. Throws std::invalid_argument if a
    // name or value in `headers` has a line break or a NUL.
    reply(
        unsigned status, const std::vector<header>& headers, std::string_view block,
        std::string_view body
    );

    unsigned status() const noexcept { return status_; }
    // The whole response, for an HTTP/1.1 connection that stays open.
    const std::string& octets() const noexcept { return octets_; }
    std::string_view body() const noexcept { return std::string_view(octets_).substr(head_size_); }
    std::size_t memory() const noexcept { return sizeof(*this) + octets_.capacity(); }

    // Appends the response. Adds `Connection: close`, or `keep-alive` for HTTP/1.0. `head_only`
    // leaves out the body, for a HEAD request.
    void append_to(std::string& out, bool close, unsigned version, bool head_only) const;

private:
    std::string octets_;
    std::size_t head_size_ = 0;
    std::size_t status_line_size_ = 0;
    unsigned status_ = 0;
};

using reply_ptr = std::shared_ptr<const reply>;

// A response without a body. The usual ones are made once and shared.
reply_ptr plain_reply(unsigned status);

// The response to a request that could not be read: 400, 411, 413 or 431.
reply_ptr reply_to(const error_code& parse_error);

} // namespace postern::http
