// TLS of the client: what a certificate must prove.
#pragma once

#include <postern/http/client_error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <filesystem>
#include <memory>

namespace postern::http {

using tls_stream = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

// TLS 1.2 or later. client_errc::unreadable_ca_file if the file has no certificate.
result<std::unique_ptr<boost::asio::ssl::context>>
make_client_context(const std::filesystem::path& ca_file);

// The handshake. The certificate must be valid for the host, a name or an IP address.
boost::asio::awaitable<error_code> secure(tls_stream&, const std::string& host);

} // namespace postern::http
