// What a listener's connections ask: the border between sockets and thoughts.
#pragma once

#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <string>
#include <vector>

namespace postern::http {

// A request that owns its octets: for an answer that has to wait. Does not move: its views point
// inside.
class owned_request
{
public:
    using endpoint = boost::asio::generic::stream_protocol::endpoint;

    owned_request(
        const http::head& head, std::string_view octets, std::string body, const endpoint& peer = {}
    );
    owned_request(const owned_request&) = delete;
    owned_request& operator=(const owned_request&) = delete;

    const http::head& head() const noexcept { return head_; }
    const std::string& body() const noexcept { return body_; }

    // The other end of the connection: `192.0.2.1:40112`, `[::1]:40112`, `unix`; "unknown" if it
    // was gone before it was asked for.
    std::string client() const;

private:
    std::string octets_;
    std::vector<field> fields_;
    std::string body_;
    http::head head_;
    endpoint peer_;
};

// One object per worker thread, called on that thread only. The same request may be put to both,
// first answer_now, then answer_later.
class service
{
public:
    virtual ~service() = default;

    // The answer, if it is known without waiting; null to be asked again through answer_later.
    // Views in the head are valid during the call only.
    virtual reply_ptr answer_now(const head&) = 0;

    // Must end within its own deadline. The request lives until the coroutine has ended. Never
    // null.
    virtual boost::asio::awaitable<reply_ptr> answer_later(const owned_request&) = 0;

    // The last answer of a connection, to what is no request or too large (http::errc). Never null.
    virtual reply_ptr refuse(const error_code& reason) { return reply_to(reason); }
};

} // namespace postern::http
