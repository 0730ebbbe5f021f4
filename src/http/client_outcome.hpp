// What the operations of a call return, and what their errors mean.
#pragma once

#include <postern/http/client_error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace postern::http {

inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

// No error stays none. The time limit of a stream is timed_out; the octets of a response and the
// end of a connection have codes of their own; all else is `otherwise`.
error_code outcome(const error_code& of, client_errc otherwise) noexcept;

} // namespace postern::http
