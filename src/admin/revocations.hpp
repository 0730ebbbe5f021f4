// /v1/revocations.
#pragma once

#include "call.hpp"

#include <boost/asio/awaitable.hpp>

namespace postern::admin {

boost::asio::awaitable<http::reply_ptr> add_revocation(const call&);
boost::asio::awaitable<http::reply_ptr> list_revocations(const call&);
boost::asio::awaitable<http::reply_ptr> remove_revocation(const call&);

} // namespace postern::admin
