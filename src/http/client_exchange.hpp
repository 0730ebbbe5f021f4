// One request and its response on a connection.
#pragma once

#include <postern/http/client.hpp>

#include "client_connect.hpp"
#include "client_tls.hpp"

namespace postern::http {

// client_errc::bad_request if a part has a character that would end its line or its word.
error_code check(const client_request&);

// `limit` is for the body of the response.
boost::asio::awaitable<result<client_response>>
exchange(boost::beast::tcp_stream&, const client_request&, std::size_t limit);
boost::asio::awaitable<result<client_response>>
exchange(tls_stream&, const client_request&, std::size_t limit);

// Asks a proxy for a connection to the host (RFC 9110 §9.3.6).
boost::asio::awaitable<error_code>
open_tunnel(boost::beast::tcp_stream& to_proxy, const proxy&, const url& to);

} // namespace postern::http
