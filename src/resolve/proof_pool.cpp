#include <postern/resolve/proof_pool.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace postern::resolve {
namespace {

std::size_t thread_count(const pool_options& options)
{
    return options.threads != 0 ? options.threads
                                : std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

proof_pool::proof_pool(const pool_options& options)
    : capacity_(options.queue + thread_count(options)), threads_(thread_count(options))
{
}

bool proof_pool::post(std::function<void()> job)
{
    if (pending_.fetch_add(1, std::memory_order_relaxed) >= capacity_) {
        pending_.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    boost::asio::post(threads_, [this, job = std::move(job)] {
        job();
        pending_.fetch_sub(1, std::memory_order_relaxed);
    });
    return true;
}

void proof_pool::stop()
{
    threads_.stop();
    threads_.join();
}

} // namespace postern::resolve
