// One timer for the deadlines of many commands: it is set again only for an earlier deadline.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/base/error.hpp>

#include <boost/asio/steady_timer.hpp>

namespace postern::redis {

class deadline_timer
{
public:
    explicit deadline_timer(const boost::asio::any_io_executor& executor) : timer_(executor) {}

    boost::asio::any_io_executor get_executor() { return timer_.get_executor(); }

    // Calls `fired` at the deadline or before. `fired` keeps the timer's owner alive, and watches
    // the deadlines that are left.
    template <class Function>
    void watch(steady_point deadline, Function fired)
    {
        if (deadline >= at_)
            return;
        at_ = deadline;
        timer_.expires_at(deadline);
        timer_.async_wait([this, fired = std::move(fired)](const error_code& cancelled) {
            if (cancelled)
                return;
            at_ = steady_point::max();
            fired();
        });
    }

    void cancel()
    {
        timer_.cancel();
        at_ = steady_point::max();
    }

private:
    boost::asio::steady_timer timer_;
    steady_point at_ = steady_point::max();
};

} // namespace postern::redis
