// The master that the sentinels name, if it says itself that it is one.
#include <postern/codec/socket_address.hpp>

#include "discovery.hpp"
#include "gather.hpp"
#include "resolve.hpp"

#include <algorithm>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

// The address of a master as a sentinel tells it: host and port, or nil.
std::optional<address> read_address(const reply& answer)
{
    const auto* parts = answer.elements();
    if (parts == nullptr || parts->size() != 2)
        return std::nullopt;
    const auto* host = parts->at(0).text();
    const auto* port = parts->at(1).text();
    if (host == nullptr || port == nullptr || host->empty())
        return std::nullopt;
    const auto number = codec::parse_port(*port);
    return number ? std::optional(address{*host, *number, {}}) : std::nullopt;
}

// Nothing if the sentinel cannot be asked, or knows no master.
asio::awaitable<std::optional<address>> ask_sentinel(node sentinel, access how, std::string master)
{
    auto question = command("SENTINEL").arg("GET-MASTER-ADDR-BY-NAME").arg(master);
    const auto answer = co_await ask_once(std::move(sentinel), std::move(how), std::move(question));
    co_return answer ? read_address(*answer) : std::nullopt;
}

// The addresses that the sentinels name, those with the most votes first.
asio::awaitable<result<std::vector<address>>> ask_all(const options& from)
{
    const auto sentinels = co_await resolve(from.addresses);
    if (!sentinels)
        co_return sentinels.error();
    const auto how = sentinel_access(from);
    std::vector<asio::awaitable<std::optional<address>>> questions;
    for (const node& each : *sentinels)
        questions.push_back(ask_sentinel(each, how, from.master));
    auto answers = co_await gather(std::move(questions));
    std::erase(answers, std::nullopt);
    std::vector<address> ordered;
    while (const auto next = most_frequent(answers)) {
        ordered.push_back(**next);
        std::erase(answers, *next);
    }
    co_return ordered;
}

} // namespace

access sentinel_access(const options& from)
{
    access made;
    made.login = from.sentinel.login;
    made.tls = from.sentinel.tls ? std::make_shared<tls>(*from.sentinel.tls) : nullptr;
    made.timeout = from.connect_timeout;
    return made;
}

asio::awaitable<result<found>> discover_by_sentinels(const options& from, const access& how)
{
    const auto named = co_await ask_all(from);
    if (!named)
        co_return named.error();
    error_code failed = errc::no_master;
    for (const address& each : *named) {
        const std::vector<address> one(1, each);
        const auto nodes = co_await resolve(one);
        if (!nodes)
            continue;
        failed = co_await probe(nodes->front(), how); // asks ROLE
        if (!failed)
            co_return found{{nodes->front()}, {}};
    }
    co_return failed;
}

} // namespace postern::redis
