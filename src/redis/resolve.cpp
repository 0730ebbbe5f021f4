#include "resolve.hpp"

#include <postern/redis/error.hpp>

#include "stream.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace postern::redis {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<result<std::vector<node>>> resolve(std::vector<address> all)
{
    tcp::resolver resolver(co_await asio::this_coro::executor);
    std::vector<node> nodes;
    for (const address& each : all) {
        if (const auto known = make_node(each)) {
            nodes.push_back(*known);
            continue;
        }
        const auto flags = tcp::resolver::numeric_service;
        const auto port = std::to_string(each.port);
        const auto [error, found] =
            co_await resolver.async_resolve(each.host, port, flags, as_result);
        for (const auto& one : found)
            nodes.push_back(make_node(one.endpoint().address(), each.port, each.host));
    }
    if (nodes.empty())
        co_return errc::name_not_found;
    co_return nodes;
}

} // namespace postern::redis
