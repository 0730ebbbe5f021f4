// Threads for signatures that would hold up an event loop (P-384, P-521, large RSA, bursts of the
// others). Bounded: when the queue is full the caller says 503 instead of growing.
#pragma once

#include <postern/resolve/options.hpp>

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <functional>

namespace postern::resolve {

// Thread-safe. One per process.
class proof_pool
{
public:
    explicit proof_pool(const pool_options&);

    // Runs `job` on a thread of the pool; false if the queue is full. Jobs must not throw.
    bool post(std::function<void()> job);

    // Jobs that wait or run.
    std::size_t pending() const noexcept { return pending_.load(std::memory_order_relaxed); }

    // Waits for the running jobs, drops the others.
    void stop();

private:
    std::size_t capacity_;
    std::atomic<std::size_t> pending_{0};
    boost::asio::thread_pool threads_;
};

} // namespace postern::resolve
