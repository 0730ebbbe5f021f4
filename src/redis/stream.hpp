// A byte stream to a server: TCP or a Unix socket, and TLS over it.
#pragma once

#include "node.hpp"
#include "tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <optional>

namespace postern::redis {

// Each wait ends when another function calls close().
class stream
{
public:
    using executor_type = boost::asio::any_io_executor;

    explicit stream(const executor_type& executor) : socket_(executor) {}

    executor_type get_executor() { return socket_.get_executor(); }

    boost::asio::awaitable<error_code> connect(const node&);
    // Verifies that the certificate has the name.
    boost::asio::awaitable<error_code>
    secure(std::shared_ptr<boost::asio::ssl::context>, const std::string& name);

    template <class Token>
    auto read_some(boost::asio::mutable_buffer to, Token token)
    {
        return tls_ ? tls_->async_read_some(to, token) : socket_.async_read_some(to, token);
    }

    template <class Token>
    auto write(boost::asio::const_buffer from, Token token)
    {
        return tls_ ? boost::asio::async_write(*tls_, from, token)
                    : boost::asio::async_write(socket_, from, token);
    }

    void close() noexcept;

private:
    using socket_type = boost::asio::generic::stream_protocol::socket;

    socket_type socket_;
    std::shared_ptr<boost::asio::ssl::context> context_; // before the stream that uses it
    std::optional<boost::asio::ssl::stream<socket_type&>> tls_;
};

inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace postern::redis
