// The interface between connections and the code that answers requests.
#pragma once

#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <string>
#include <vector>

namespace postern::http {

// A request that owns its octets, for an answer that has to wait. It cannot be moved, because its
// views point into it.
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

    // The address of the client: `192.0.2.1:40112`, `[::1]:40112` or `unix`. "unknown" if the
    // client had closed the connection already.
    std::string client() const;

private:
    std::string octets_;
    std::vector<field> fields_;
    std::string body_;
    http::head head_;
    endpoint peer_;
};

// One object per worker, called on the thread of that worker only.
class service
{
public:
    virtual ~service() = default;

    // The answer, if it is known without waiting. Null if answer_later() must be called with the
    // same request. The views in the head are valid during the call only.
    virtual reply_ptr answer_now(const head& request) = 0;

    // Never null. The coroutine ends by a deadline of its own. The request lives until it has
    // ended.
    virtual boost::asio::awaitable<reply_ptr> answer_later(const owned_request& request) = 0;

    // The answer to octets that are no valid request (http::errc). The connection is closed after
    // it. Never null.
    virtual reply_ptr refuse(const error_code& reason) { return reply_to(reason); }
};

} // namespace postern::http
