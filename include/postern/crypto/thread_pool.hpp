// Threads for cryptography that would hold up an event loop: signatures of P-384, P-521 and large
// RSA keys, or a burst of others. Bounded: a full queue refuses a job, so that the caller can say
// so at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace postern::crypto {

struct thread_pool_options
{
    std::size_t threads = 0;  // 0: as many as processors
    std::size_t queue = 1024; // jobs that may wait
};

// Thread-safe.
class thread_pool
{
public:
    using job = std::function<void()>;

    // `failed` is called on a thread of the pool for each job that threw: that is a bug. May be
    // empty.
    explicit thread_pool(
        const thread_pool_options& options,
        std::function<void(const std::exception_ptr&)> failed = {}
    );
    ~thread_pool(); // stop()

    // Runs the job on a thread of the pool; false if the queue is full or the pool was stopped.
    bool post(job what);

    // Jobs that wait or run.
    std::size_t pending() const;

    // Waits for the jobs that run and drops those that wait.
    void stop();

private:
    void work();
    job take();
    void run(const job& what) const;

    const std::size_t limit_; // of jobs that wait or run
    const std::function<void(const std::exception_ptr&)> failed_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<job> waiting_;
    std::size_t running_ = 0;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

} // namespace postern::crypto
