// A clock that changes only when the test changes it.
#pragma once

#include <postern/base/clock.hpp>

#include <atomic>

namespace postern::test {

class manual_clock final : public clock
{
public:
    explicit manual_clock(time_point start) : now_(start) {}

    time_point now() const noexcept override { return now_.load(); }
    steady_point steady() const noexcept override { return steady_.load(); }

    // Steps only the wall clock, as an operator or NTP does.
    void set(time_point t) noexcept { now_ = t; }

    // Advances both clocks.
    void advance(std::chrono::nanoseconds d) noexcept
    {
        now_ = now_.load() + std::chrono::duration_cast<time_point::duration>(d);
        steady_ = steady_.load() + d;
    }

private:
    std::atomic<steady_point> steady_{steady_point(std::chrono::hours(1))};
    std::atomic<time_point> now_;
};

} // namespace postern::test
