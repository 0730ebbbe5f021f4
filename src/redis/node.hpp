// One server at a resolved address.
#pragma once

#include <postern/redis/address.hpp>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>

#include <optional>

namespace postern::redis {

struct node
{
    boost::asio::generic::stream_protocol::endpoint endpoint;
    std::string host; // the name or IP address that its certificate must have
    std::string text; // host and port, or the path

    friend bool operator==(const node&, const node&) = default;
};

node make_node(const boost::asio::ip::address&, std::uint16_t port, std::string host);

// Nothing if the address has a host name, which must be resolved first.
std::optional<node> make_node(const address&);

} // namespace postern::redis
