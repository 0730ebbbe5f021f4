// One call of the engine. It starts on the caller's executor, runs on the engine's thread, and is
// answered on the caller's executor again, unless the caller does not wait any more.
#pragma once

#include <postern/store/engine.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace postern::store {

class table;

// A call as the engine's thread sees it. All functions run on that thread.
class job
{
public:
    explicit job(bool changes_something) noexcept : writes(changes_something) {}
    virtual ~job() = default;

    virtual void run(table&) = 0;
    virtual void fail(const error_code&) = 0;
    virtual void answer() = 0;
    virtual error_code outcome() const = 0; // after run() or fail()

    const bool writes;
    std::vector<key> changed; // told to the change feed once the changes are durable
};

template <class T>
class call final : public job, public std::enable_shared_from_this<call<T>>
{
public:
    using work = std::function<result<T>(table&, std::vector<key>& changed)>;

    call(bool changes_something, work what) : job(changes_something), work_(std::move(what)) {}

    void run(table& in) override
    {
        changed.clear();
        answer_.emplace(work_(in, changed));
    }

    void fail(const error_code& why) override
    {
        changed.clear();
        answer_.emplace(boost::system::in_place_error, why);
    }

    error_code outcome() const override
    {
        return answer_->has_error() ? answer_->error() : error_code();
    }

    // Posts under the lock, so that the caller's context is not destroyed meanwhile.
    void answer() override
    {
        const std::lock_guard lock(mutex_);
        if (caller_ == nullptr)
            return;
        boost::asio::post(caller_->executor, [self = this->shared_from_this()] {
            if (self->caller_ != nullptr) {
                self->caller_->answered = true;
                self->caller_->alarm.cancel();
            }
        });
    }

    // `send` gives the call to the engine's thread, or returns why it cannot.
    boost::asio::awaitable<result<T>>
    wait(steady_point deadline, std::function<error_code(std::shared_ptr<job>)> send)
    {
        waiting here(*this, co_await boost::asio::this_coro::executor, deadline);
        if (const error_code refused = send(this->shared_from_this()))
            co_return result<T>(boost::system::in_place_error, refused);
        co_await here.alarm.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        if (!here.answered)
            co_return result<T>(boost::system::in_place_error, make_error_code(errc::timed_out));
        co_return std::move(*answer_);
    }

private:
    // The caller, as long as its coroutine waits.
    struct waiting
    {
        waiting(call& of, boost::asio::any_io_executor on, steady_point deadline)
            : executor(std::move(on)), alarm(executor, deadline), call_(of)
        {
            call_.caller_ = this;
        }
        ~waiting()
        {
            const std::lock_guard lock(call_.mutex_);
            call_.caller_ = nullptr;
        }
        waiting(const waiting&) = delete;
        waiting& operator=(const waiting&) = delete;

        boost::asio::any_io_executor executor;
        boost::asio::steady_timer alarm;
        bool answered = false;

    private:
        call& call_;
    };

    work work_;
    std::optional<result<T>> answer_;
    std::mutex mutex_;
    waiting* caller_ = nullptr;
};

} // namespace postern::store
