// The addresses of the configuration as nodes.
#pragma once

#include "node.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace postern::redis {

// Host names are looked up by the system, which can take long; that blocks only the coroutine. Each
// name can give several nodes. errc::name_not_found if there is none at all.
boost::asio::awaitable<result<std::vector<node>>> resolve(std::vector<address>);

} // namespace postern::redis
