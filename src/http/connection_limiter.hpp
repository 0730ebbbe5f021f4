// The limit on open connections, and the notification that one was closed.
//
// Acceptors open connections on one thread; workers close them on theirs. A notification is sent
// when a connection is closed after one was refused, so that acceptors go on, and when the last
// one is closed after expect_none(), so that a drain ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace postern::http {

class connection_limiter : public std::enable_shared_from_this<connection_limiter>
{
public:
    // One open connection. The destructor gives it back to the limit.
    class slot
    {
    public:
        slot() = default;
        explicit slot(std::shared_ptr<connection_limiter> from) noexcept : from_(std::move(from)) {}
        slot(slot&&) noexcept = default;
        slot& operator=(slot&&) = delete;
        ~slot();

        explicit operator bool() const noexcept { return from_ != nullptr; }

    private:
        std::shared_ptr<connection_limiter> from_;
    };

    // `notify` is called on the thread that closes a connection.
    connection_limiter(std::size_t limit, std::function<void()> notify);

    // An empty slot if the limit is reached. One thread only.
    slot acquire();

    // From now on a notification is sent when no connection is left.
    void expect_none() noexcept { draining_ = true; }

    // Sends no more notifications. REQUIRES: no other thread is running.
    void stop_notifying() noexcept { notify_ = nullptr; }

    std::size_t count() const noexcept { return count_; }

private:
    void release() noexcept;

    std::size_t limit_;
    std::function<void()> notify_;
    std::atomic<std::size_t> count_{0};
    std::atomic<bool> refused_{false};
    std::atomic<bool> draining_{false};
};

} // namespace postern::http
