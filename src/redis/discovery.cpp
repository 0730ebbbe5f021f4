#include "discovery.hpp"

#include "resolve.hpp"

#include <algorithm>

namespace postern::redis {

namespace asio = boost::asio;

asio::awaitable<result<found>>
discover(const options& from, const access& how, std::shared_ptr<const layout> present)
{
    switch (from.mode) {
    case mode::single:
        co_return co_await discover_single(from, how, present);
    case mode::sentinel:
        co_return co_await discover_by_sentinels(from, how);
    case mode::cluster:
        co_return co_await discover_cluster(from, how, present);
    }
    co_return errc::no_master;
}

asio::awaitable<error_code> probe(node server, access how)
{
    const auto on = std::make_shared<channel>(co_await asio::this_coro::executor);
    const error_code failed = co_await open_channel(on, server, how);
    on->close();
    co_return failed;
}

asio::awaitable<result<reply>> ask_once(node server, access how, command question)
{
    const auto on = std::make_shared<channel>(co_await asio::this_coro::executor);
    if (const error_code failed = co_await open_channel(on, server, how))
        co_return failed;
    auto answer = co_await on->ask(question, std::chrono::steady_clock::now() + how.timeout);
    on->close();
    co_return answer;
}

// The first server that can be used. The present one stays as long as it can be used.
asio::awaitable<result<found>>
discover_single(const options& from, const access& how, std::shared_ptr<const layout> present)
{
    auto nodes = co_await resolve(from.addresses);
    if (!nodes)
        co_return nodes.error();
    if (nodes->size() == 1)
        co_return found{std::move(*nodes), {}};
    std::stable_partition(nodes->begin(), nodes->end(), [&](const node& each) {
        return !present->masters.empty() && each == present->masters.front();
    });
    error_code failed;
    for (const node& each : *nodes) {
        failed = co_await probe(each, how);
        if (!failed)
            co_return found{{each}, {}};
    }
    co_return failed;
}

} // namespace postern::redis
