// A clock that is passed as an argument, so that tests control the time. The wall clock is compared
// with times that others wrote (exp, nbf). The steady clock measures our own waits and lifetimes,
// because a step of the wall clock must not change those.
#pragma once

#include <chrono>

namespace postern {

using time_point = std::chrono::system_clock::time_point;
using steady_point = std::chrono::steady_clock::time_point;

// Thread-safe.
class clock
{
public:
    virtual ~clock() = default;
    virtual time_point now() const noexcept = 0;
    virtual steady_point steady() const noexcept = 0;
};

const clock& system_clock() noexcept;

} // namespace postern
