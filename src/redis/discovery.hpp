// Finds the masters.
#pragma once

#include <postern/redis/options.hpp>

#include "channel.hpp"
#include "topology.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <vector>

namespace postern::redis {

struct found
{
    std::vector<node> masters;
    std::vector<std::uint16_t> slots; // as in the layout

    friend bool operator==(const found&, const found&) = default;
};

// `how`: for Redis servers. `present`: what was found before.
boost::asio::awaitable<result<found>>
discover(const options&, const access& how, std::shared_ptr<const layout> present);

// Each is one mode.
boost::asio::awaitable<result<found>>
discover_single(const options&, const access& how, std::shared_ptr<const layout> present);
boost::asio::awaitable<result<found>> discover_by_sentinels(const options&, const access& how);
boost::asio::awaitable<result<found>>
discover_cluster(const options&, const access& how, std::shared_ptr<const layout> present);

// Whether a connection to the server can be made and used.
boost::asio::awaitable<error_code> probe(node server, access how);

// The answer to one command on a connection of its own.
boost::asio::awaitable<result<reply>> ask_once(node server, access how, command question);

// How connections to the sentinels are made.
access sentinel_access(const options&);

// Reads the reply to CLUSTER SLOTS. `asked`: a node whose address is not known to the cluster has
// the host that was asked. Host names are not resolved: the nodes are addresses.
struct slot_table
{
    std::vector<address> masters; // in the order of their addresses
    std::vector<std::uint16_t> slots;

    friend bool operator==(const slot_table&, const slot_table&) = default;
};
result<slot_table> read_slots(const reply&, const std::string& asked);

} // namespace postern::redis
