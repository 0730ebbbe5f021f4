// /v1/sessions and /v1/users/{user}/sessions.
#pragma once

#include "call.hpp"

#include <boost/asio/awaitable.hpp>

namespace postern::admin {

boost::asio::awaitable<http::reply_ptr> create_session(const call&);
boost::asio::awaitable<http::reply_ptr> list_sessions(const call&);
boost::asio::awaitable<http::reply_ptr> show_session(const call&);
boost::asio::awaitable<http::reply_ptr> end_session(const call&);
boost::asio::awaitable<http::reply_ptr> end_sessions_of_user(const call&);

} // namespace postern::admin
