// Finds the masters.
#pragma once

#include <postern/redis/options.hpp>

#include "channel.hpp"
#include "topology.hpp"

#include <boost/asio/awaitable.hpp>

namespace postern::redis {

struct found
{
    std::vector<node> masters;
    std::vector<std::uint16_t> slots;
};

// `how`: for the masters. `present`: what was found before.
boost::asio::awaitable<result<found>>
discover(const options&, const access& how, std::shared_ptr<const layout> present);

// Each is one mode.
boost::asio::awaitable<result<found>>
discover_single(const options&, const access& how, std::shared_ptr<const layout> present);

} // namespace postern::redis
