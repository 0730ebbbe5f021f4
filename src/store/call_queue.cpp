#include "call_queue.hpp"

namespace postern::store {

error_code call_queue::push(priority rank, std::shared_ptr<job> one)
{
    {
        const std::lock_guard lock(mutex_);
        if (closed_)
            return errc::closed;
        auto& queue = waiting_[rank == priority::high ? 0 : 1];
        if (queue.size() >= limit_)
            return errc::busy;
        queue.push_back(std::move(one));
    }
    changed_.notify_one();
    return {};
}

bool call_queue::take(batch& taken, steady_point deadline)
{
    taken.clear(); // outside the lock: the calls may hold much
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return closed_ || !is_empty(); });
    // Calls that were pushed before close() are taken, too.
    const bool goes_on = !closed_ || !is_empty();
    // The queue of high priority is the first one.
    for (auto& queue : waiting_) {
        for (; !queue.empty() && taken.size() < taken.capacity(); queue.pop_front())
            taken.push_back(std::move(queue.front()));
    }
    return goes_on;
}

void call_queue::close()
{
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
}

} // namespace postern::store
