#include "node.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace postern::redis {

namespace asio = boost::asio;

node make_node(const asio::ip::address& ip, std::uint16_t port, std::string host)
{
    const auto text = address{host, port, {}}.text();
    return {asio::ip::tcp::endpoint(ip, port), std::move(host), text};
}

std::optional<node> make_node(const address& where)
{
    if (where.host.empty())
        return node{asio::local::stream_protocol::endpoint(where.path), {}, where.text()};
    error_code error;
    const auto ip = asio::ip::make_address(where.host, error);
    if (error)
        return std::nullopt;
    return make_node(ip, where.port, where.host);
}

} // namespace postern::redis
