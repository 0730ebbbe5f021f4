// Makes a TCP connection to a host within a deadline.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/http/client.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <optional>

namespace postern::http {

struct destination
{
    std::string host; // a name or an IP address
    std::uint16_t port = 0;
};

using endpoint_list = std::vector<boost::asio::ip::tcp::endpoint>;

// All addresses of the host, in the order of the resolver. An IP address is its own.
boost::asio::awaitable<result<endpoint_list>> resolve(destination, steady_point deadline);

struct connect_limits
{
    std::chrono::milliseconds each; // for one address
    steady_point deadline;          // for all of them; the stream keeps it afterwards
};

// Tries the addresses in turn. Exactly these are connected to: nothing is resolved again.
boost::asio::awaitable<error_code>
connect(std::optional<boost::beast::tcp_stream>& into, const endpoint_list&, connect_limits);

} // namespace postern::http
