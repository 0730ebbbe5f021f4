// Runs several coroutines at the same time and waits for all of them.
#pragma once

#include "stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace postern::redis {

template <class T>
boost::asio::awaitable<std::vector<T>> gather(std::vector<boost::asio::awaitable<T>> all)
{
    struct state
    {
        explicit state(const boost::asio::any_io_executor& on) : all_ended(on) {}
        boost::asio::steady_timer all_ended; // cancelled by the last one
        std::vector<T> results;
        std::size_t running = 0;
    };
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto shared = std::make_shared<state>(executor);
    shared->running = all.size();
    for (auto& each : all) {
        boost::asio::co_spawn(
            executor, std::move(each),
            [shared](const std::exception_ptr& failed, T outcome) {
                if (failed)
                    std::rethrow_exception(failed);
                shared->results.push_back(std::move(outcome));
                if (--shared->running == 0)
                    shared->all_ended.cancel();
            }
        );
    }
    while (shared->running > 0) {
        shared->all_ended.expires_at(steady_point::max());
        co_await shared->all_ended.async_wait(as_result);
    }
    co_return std::move(shared->results);
}

// The value that most have; the earlier one of two. Nothing if there is none.
template <class T>
std::optional<T> most_frequent(const std::vector<T>& of)
{
    std::optional<T> best;
    std::ptrdiff_t votes = 0;
    for (const T& each : of) {
        if (const auto count = std::ranges::count(of, each); count > votes) {
            best = each;
            votes = count;
        }
    }
    return best;
}

} // namespace postern::redis
