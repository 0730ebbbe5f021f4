#include <postern/crypto/thread_pool.hpp>

#include <algorithm>
#include <utility>

namespace postern::crypto {
namespace {

std::size_t thread_count(const thread_pool_options& options)
{
    // hardware_concurrency() is 0 if the number of cores is unknown.
    return options.threads != 0 ? options.threads
                                : std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

thread_pool::thread_pool(
    const thread_pool_options& options, std::function<void(const std::exception_ptr&)> failed
)
    // The limit counts the jobs that wait and the jobs that run.
    : limit_(options.queue + thread_count(options)), failed_(std::move(failed))
{
    for (std::size_t n = thread_count(options); n != 0; --n)
        threads_.emplace_back([this] { work(); });
}

thread_pool::~thread_pool()
{
    stop();
}

bool thread_pool::post(job what)
{
    const std::lock_guard lock(mutex_);
    if (stopped_ || waiting_.size() + running_ >= limit_)
        return false;
    waiting_.push_back(std::move(what));
    changed_.notify_one();
    return true;
}

std::size_t thread_pool::pending() const
{
    const std::lock_guard lock(mutex_);
    return waiting_.size() + running_;
}

void thread_pool::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    // The lock is free again, because each thread needs it to see that the pool stopped.
    changed_.notify_all();
    for (std::thread& each : threads_)
        if (each.joinable())
            each.join();
    // No thread is left: jobs that did not start are destroyed here.
    waiting_.clear();
}

void thread_pool::work()
{
    while (job next = take()) {
        run(next);
        next = nullptr; // destroys what the job holds before the job counts as done
        const std::lock_guard lock(mutex_);
        --running_;
    }
}

// Waits for a job; empty when the pool was stopped.
thread_pool::job thread_pool::take()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (stopped_)
        return {};
    job next = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    return next;
}

// A job that throws must not end the process.
void thread_pool::run(const job& what) const
{
    try {
        what();
    } catch (...) {
        if (failed_)
            failed_(std::current_exception());
    }
}

} // namespace postern::crypto
