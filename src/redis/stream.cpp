#include "stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace postern::redis {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

// SSL_set_tlsext_host_name() is this call as a macro, with casts that our warnings refuse.
bool set_server_name(SSL* on, std::string name)
{
    return SSL_ctrl(on, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

} // namespace

asio::awaitable<error_code> stream::connect(const node& to)
{
    const auto [error] = co_await socket_.async_connect(to.endpoint, as_result);
    error_code ignored; // a Unix socket has no such option
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return error;
}

asio::awaitable<error_code>
stream::secure(std::shared_ptr<ssl::context> context, const std::string& name)
{
    context_ = std::move(context);
    tls_.emplace(socket_, *context_);
    error_code is_name;
    asio::ip::make_address(name, is_name);
    // Server Name Indication has names only, never IP addresses (RFC 6066 §3).
    if (is_name && !set_server_name(tls_->native_handle(), name))
        co_return errc::tls_failed;
    tls_->set_verify_callback(ssl::host_name_verification(name));
    const auto [error] = co_await tls_->async_handshake(ssl::stream_base::client, as_result);
    co_return error;
}

void stream::close() noexcept
{
    error_code ignored;
    socket_.close(ignored);
}

} // namespace postern::redis
