// The addresses that the client does not connect to.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace postern::http {

// Link-local (the metadata services of clouds are there), multicast, broadcast or unspecified; also
// where an IPv6 address stands for such an IPv4 address.
bool is_refused(const boost::asio::ip::address&) noexcept;

// 127.0.0.0/8 and ::1, also as ::ffff:127.0.0.1.
bool is_loopback(const boost::asio::ip::address&) noexcept;

} // namespace postern::http
