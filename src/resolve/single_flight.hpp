// One operation under way for each key: everybody who needs its outcome waits for the same one.
#pragma once

#include <postern/base/clock.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace postern::resolve {

// Not thread-safe: all calls on one thread. Time is an argument.
template <class Key, class Outcome>
class single_flight
{
public:
    bool is_under_way(const Key& key, steady_point now) const
    {
        const auto found = operations_.find(key);
        return found != operations_.end() && now < found->second->lost_at;
    }

    // An operation that has not ended at `lost_at` counts as lost, and the next one may begin. It
    // then has the waiters of both.
    void begin(const Key& key, steady_point lost_at)
    {
        std::shared_ptr<operation>& started = operations_[key];
        if (!started)
            started = std::make_shared<operation>();
        started->lost_at = lost_at;
    }

    // Wakes everybody who waits. Without effect if no operation is under way.
    void end(const Key& key, const Outcome& outcome)
    {
        const auto found = operations_.find(key);
        if (found == operations_.end())
            return;
        const std::shared_ptr<operation> ended = found->second;
        operations_.erase(found);
        ended->outcome = outcome;
        for (boost::asio::steady_timer* alarm : ended->waiting)
            alarm->cancel();
    }

    // The outcome of the operation that is under way, or `late` if there is none by the deadline.
    boost::asio::awaitable<Outcome>
    wait(Key key, boost::asio::any_io_executor executor, steady_point deadline, Outcome late)
    {
        const auto found = operations_.find(key);
        if (found == operations_.end())
            co_return late;
        const std::shared_ptr<operation> joined = found->second;
        boost::asio::steady_timer alarm(executor, deadline);
        joined->waiting.push_back(&alarm);
        co_await alarm.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        std::erase(joined->waiting, &alarm);
        co_return joined->outcome ? *joined->outcome : late;
    }

private:
    struct operation
    {
        steady_point lost_at;
        std::optional<Outcome> outcome;
        std::vector<boost::asio::steady_timer*> waiting;
    };

    std::map<Key, std::shared_ptr<operation>> operations_;
};

} // namespace postern::resolve
