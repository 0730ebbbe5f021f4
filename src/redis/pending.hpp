// Commands whose replies one coroutine awaits.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/redis/command.hpp>
#include <postern/redis/error.hpp>
#include <postern/redis/reply.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace postern::redis {

// Lives in the coroutine that waits.
class outcomes
{
public:
    explicit outcomes(std::size_t count) : replies_(count), missing_(count) {}
    outcomes(const outcomes&) = delete;
    outcomes& operator=(const outcomes&) = delete;

    // Each index once. The last one resumes the coroutine.
    void put(std::size_t index, result<reply> outcome)
    {
        replies_[index] = std::move(outcome);
        if (--missing_ == 0 && waiter_ != nullptr)
            std::exchange(waiter_, nullptr)->resume();
    }

    // The same, but the coroutine is resumed in a later turn of the event loop.
    void put_later(std::size_t index, result<reply> outcome, const boost::asio::any_io_executor& on)
    {
        replies_[index] = std::move(outcome);
        if (--missing_ == 0 && waiter_ != nullptr)
            boost::asio::post(on, [waiter = std::move(waiter_)] { waiter->resume(); });
    }

    // Returns when all replies are there.
    boost::asio::awaitable<void> wait()
    {
        if (missing_ == 0)
            co_return;
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
            [this](auto handler) { waiter_ = keep(std::move(handler)); }, boost::asio::use_awaitable
        );
    }

    std::vector<result<reply>>& replies() noexcept { return replies_; }

private:
    // A handler of any type. Boost 1.81 has no any_completion_handler.
    struct waiter
    {
        virtual ~waiter() = default;
        virtual void resume() = 0;
    };

    template <class Handler>
    static std::unique_ptr<waiter> keep(Handler handler)
    {
        struct kept final : waiter
        {
            explicit kept(Handler&& what) : handler(std::move(what)) {}
            void resume() override { std::move(handler)(); }
            Handler handler;
        };
        return std::make_unique<kept>(std::move(handler));
    }

    std::vector<result<reply>> replies_;
    std::size_t missing_;
    std::unique_ptr<waiter> waiter_;
};

// One command that is to be sent, or whose reply is awaited.
struct pending
{
    const command* what;
    bool with_text; // a script is sent with its text
    bool asking;    // ASKING is sent before it
    steady_point deadline;
    outcomes* to; // null: the reply is of no interest
    std::size_t index;

    void finish(result<reply> outcome) const
    {
        if (to != nullptr)
            to->put(index, std::move(outcome));
    }
    void finish_later(errc why, const boost::asio::any_io_executor& on) const
    {
        if (to != nullptr)
            to->put_later(index, make_error_code(why), on);
    }
};

inline steady_point first_deadline(const std::deque<pending>& of)
{
    return std::ranges::min_element(of, {}, &pending::deadline)->deadline;
}

// Removes those whose deadline has passed.
inline std::deque<pending> take_late(std::deque<pending>& from)
{
    const auto now = std::chrono::steady_clock::now();
    const auto middle = std::stable_partition(from.begin(), from.end(), [&](const pending& each) {
        return each.deadline > now;
    });
    std::deque<pending> late(middle, from.end());
    from.erase(middle, from.end());
    return late;
}

} // namespace postern::redis
