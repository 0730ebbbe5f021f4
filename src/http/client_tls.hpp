// TLS of the client: what a certificate must prove.
#pragma once

#include <postern/http/client_error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <filesystem>
#include <memory>
#include <mutex>

namespace postern::http {

using tls_stream = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

// The CAs that certificates are verified against. To read those of a system takes about 20 ms, so
// they are kept, and read again when their file has changed. Thread-safe.
class authorities
{
public:
    // Empty: those of the system.
    explicit authorities(std::filesystem::path file);

    // For TLS 1.2 or later. client_errc::unreadable_ca_file if the file has no certificate.
    result<std::shared_ptr<boost::asio::ssl::context>> context();

private:
    error_code load(boost::asio::ssl::context&) const;

    const std::filesystem::path file_;
    const std::filesystem::path watched_;
    std::mutex mutex_;
    std::filesystem::file_time_type loaded_{};
    std::shared_ptr<boost::asio::ssl::context> context_;
};

// The handshake. The certificate must be valid for the host, a name or an IP address.
boost::asio::awaitable<error_code> secure(tls_stream&, const std::string& host);

} // namespace postern::http
