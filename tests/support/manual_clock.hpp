// A clock that stands still until it is told.
#pragma once

#include <postern/base/clock.hpp>

#include <atomic>

namespace postern::test {

class manual_clock final : public clock
{
public:
    explicit manual_clock(time_point start) : now_(start) {}

    time_point now() const noexcept override { return now_.load(); }
    void set(time_point t) noexcept { now_ = t; }
    void advance(time_point::duration d) noexcept { now_ = now_.load() + d; }

private:
    std::atomic<time_point> now_;
};

} // namespace postern::test
