#include "flight.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;

asio::awaitable<result<proof_ptr>>
flight::wait(asio::any_io_executor executor, steady_point deadline)
{
    if (outcome_)
        co_return *outcome_;
    asio::steady_timer alarm(executor, deadline);
    waiting_.push_back(&alarm);
    co_await alarm.async_wait(asio::as_tuple(asio::use_awaitable));
    std::erase(waiting_, &alarm);
    if (!outcome_)
        co_return errc::deadline_exceeded;
    co_return *outcome_;
}

void flight::land(result<proof_ptr> outcome)
{
    outcome_ = std::move(outcome);
    for (asio::steady_timer* alarm : waiting_)
        alarm->cancel();
}

} // namespace postern::resolve
