// The calls that wait for the engine's thread. Each priority has a queue and a limit of its own, so
// that a flood of one cannot keep the other out.
#pragma once

#include "batch.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace postern::store {

// Thread-safe.
class call_queue
{
public:
    // `limit`: calls of each priority that may wait.
    explicit call_queue(std::size_t limit) noexcept : limit_(limit) {}

    // errc::busy if the queue is full, errc::closed if it is closed.
    error_code push(priority, std::shared_ptr<job>);

    // Waits for calls, at most until `deadline`, and moves them to `taken`, those of high priority
    // first. `taken` is replaced, but never grows past its capacity. False if the queue is closed
    // and empty.
    bool take(batch& taken, steady_point deadline);

    void close();

private:
    bool is_empty() const noexcept { return waiting_[0].empty() && waiting_[1].empty(); }

    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::array<std::deque<std::shared_ptr<job>>, 2> waiting_; // high priority, normal priority
    bool closed_ = false;
};

} // namespace postern::store
