// The masters of a cluster and their slots, as most of its masters tell them.
#include "discovery.hpp"
#include "gather.hpp"
#include "resolve.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

// One element of the reply: first slot, last slot, the master (host, port, ...), its replicas.
struct range
{
    std::int64_t first;
    std::int64_t last;
    address master;
};

std::optional<address> read_node(const reply& from, const std::string& asked)
{
    const auto* parts = from.elements();
    if (parts == nullptr || parts->size() < 2 || parts->at(1).integer() == nullptr)
        return std::nullopt;
    const auto port = *parts->at(1).integer();
    const auto* host = parts->at(0).text();
    if (port <= 0 || port > 65535)
        return std::nullopt;
    const bool known = host != nullptr && !host->empty() && *host != "?";
    return address{known ? *host : asked, static_cast<std::uint16_t>(port), {}};
}

std::optional<range> read_range(const reply& from, const std::string& asked)
{
    const auto* parts = from.elements();
    if (parts == nullptr || parts->size() < 3)
        return std::nullopt;
    const auto* first = parts->at(0).integer();
    const auto* last = parts->at(1).integer();
    const auto master = read_node(parts->at(2), asked);
    if (first == nullptr || last == nullptr || !master)
        return std::nullopt;
    if (*first < 0 || *first > *last || *last >= static_cast<std::int64_t>(slot_count))
        return std::nullopt;
    return range{*first, *last, *master};
}

bool is_before(const address& a, const address& b)
{
    return std::tie(a.host, a.port) < std::tie(b.host, b.port);
}

asio::awaitable<std::optional<slot_table>> ask_node(node asked, access how)
{
    auto question = command("CLUSTER").arg("SLOTS");
    const auto answer = co_await ask_once(asked, std::move(how), std::move(question));
    if (!answer)
        co_return std::nullopt;
    const auto table = read_slots(*answer, asked.host);
    co_return table && !table->masters.empty() ? std::optional(*table) : std::nullopt;
}

asio::awaitable<result<found>> resolve_masters(slot_table table)
{
    found made{{}, std::move(table.slots)};
    for (const address& each : table.masters) {
        const std::vector<address> one(1, each);
        const auto nodes = co_await resolve(one);
        if (!nodes)
            co_return nodes.error();
        made.masters.push_back(nodes->front());
    }
    co_return made;
}

} // namespace

result<slot_table> read_slots(const reply& answer, const std::string& asked)
{
    if (answer.elements() == nullptr)
        return errc::malformed;
    std::vector<range> ranges;
    std::map<address, std::uint16_t, decltype(&is_before)> masters(&is_before);
    for (const reply& each : *answer.elements()) {
        const auto read = read_range(each, asked);
        if (!read)
            return errc::malformed;
        masters.emplace(read->master, 0);
        ranges.push_back(*read);
    }
    slot_table made{{}, std::vector<std::uint16_t>(slot_count, layout::nobody)};
    for (auto& [master, index] : masters) {
        index = static_cast<std::uint16_t>(made.masters.size());
        made.masters.push_back(master);
    }
    for (const range& each : ranges)
        std::fill(
            made.slots.begin() + each.first, made.slots.begin() + each.last + 1,
            masters.at(each.master)
        );
    return made;
}

asio::awaitable<result<found>>
discover_cluster(const options& from, const access& how, std::shared_ptr<const layout> present)
{
    auto nodes = present->masters;
    if (const auto configured = co_await resolve(from.addresses)) {
        for (const node& each : *configured) {
            if (std::ranges::find(nodes, each) == nodes.end())
                nodes.push_back(each);
        }
    }
    std::vector<asio::awaitable<std::optional<slot_table>>> questions;
    questions.reserve(nodes.size());
    for (const node& each : nodes)
        questions.push_back(ask_node(each, how));
    auto answers = co_await gather(std::move(questions));
    std::erase(answers, std::nullopt);
    const auto best = most_frequent(answers);
    if (!best)
        co_return errc::no_master;
    co_return co_await resolve_masters(**best);
}

} // namespace postern::redis
