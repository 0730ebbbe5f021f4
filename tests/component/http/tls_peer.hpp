// A server on a loopback address whose every octet the test decides, with TLS or without.
#pragma once

#include "certificates.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace postern::test {

// One accepted connection. Each function throws when the client has closed.
class tls_conversation
{
public:
    using tcp = boost::asio::ip::tcp;

    explicit tls_conversation(tcp::socket from) : socket_(std::move(from))
    {
        socket_.set_option(tcp::no_delay(true));
    }

    void secure(const credentials& own, int last_version = TLS1_3_VERSION)
    {
        namespace ssl = boost::asio::ssl;
        context_.emplace(ssl::context::tls_server);
        SSL_CTX_set_security_level(
            context_->native_handle(), 0
        ); // so that it can have old versions
        SSL_CTX_set_max_proto_version(context_->native_handle(), last_version);
        context_->use_certificate(boost::asio::buffer(own.certificate), ssl::context::pem);
        context_->use_private_key(boost::asio::buffer(own.key), ssl::context::pem);
        tls_.emplace(socket_, *context_);
        tls_->handshake(ssl::stream_base::server);
    }

    // The name in the client's SNI.
    std::string server_name()
    {
        const char* const name =
            SSL_get_servername(tls_->native_handle(), TLSEXT_NAMETYPE_host_name);
        return name == nullptr ? "" : name;
    }

    // Up to the empty line, with it.
    std::string head()
    {
        std::string all;
        const auto to = boost::asio::dynamic_buffer(all);
        tls_ ? boost::asio::read_until(*tls_, to, "\r\n\r\n")
             : boost::asio::read_until(socket_, to, "\r\n\r\n");
        return all;
    }

    void send(std::string_view octets)
    {
        tls_ ? boost::asio::write(*tls_, boost::asio::buffer(octets))
             : boost::asio::write(socket_, boost::asio::buffer(octets));
    }

    // Says that no more octets come (TLS: close_notify), and waits until the client closes.
    void end()
    {
        boost::system::error_code closed;
        tls_ ? tls_->shutdown(closed) : socket_.shutdown(tcp::socket::shutdown_send, closed);
        wait_for_close();
    }

    // Ends the TCP connection below TLS, without close_notify.
    void cut()
    {
        boost::system::error_code closed;
        socket_.shutdown(tcp::socket::shutdown_send, closed);
        wait_for_close();
    }

    void wait_for_close()
    {
        char octets[4096];
        boost::system::error_code closed;
        while (!closed)
            socket_.read_some(boost::asio::buffer(octets), closed);
    }

private:
    tcp::socket socket_;
    std::optional<boost::asio::ssl::context> context_;
    std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
};
using tls_script = std::function<void(tls_conversation&)>;

// Runs the script once for each connection, one after the other. Without a script it accepts
// nothing, and the kernel makes the connections.
class tls_peer
{
public:
    using tcp = tls_conversation::tcp;

    explicit tls_peer(tls_script script = {}, const std::string& address = "127.0.0.1")
        : listening_(context_, tcp::endpoint(boost::asio::ip::make_address(address), 0)),
          script_(std::move(script))
    {
        if (script_)
            thread_ = std::thread([this] { serve(); });
    }
    tls_peer(const tls_peer&) = delete;
    tls_peer& operator=(const tls_peer&) = delete;
    ~tls_peer() { stop(); }

    std::uint16_t port() const { return port_; }

    // Wakes accept() and waits for the end of the script.
    void stop()
    {
        ::shutdown(listening_.native_handle(), SHUT_RDWR);
        if (thread_.joinable())
            thread_.join();
    }

private:
    void serve()
    {
        for (;;) {
            boost::system::error_code stopped;
            tcp::socket accepted = listening_.accept(stopped);
            if (stopped)
                return;
            tls_conversation one(std::move(accepted));
            try {
                script_(one);
            } catch (const boost::system::system_error&) {
            } // the client has closed
        }
    }

    boost::asio::io_context context_{1};
    tcp::acceptor listening_;
    const std::uint16_t port_ = listening_.local_endpoint().port();
    tls_script script_;
    std::thread thread_;
};

} // namespace postern::test
