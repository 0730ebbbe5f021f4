// Time as an argument, so that tests own it: the wall clock for what others wrote (exp, nbf), the
// steady clock for our own waits and lifetimes, which a stepped wall clock must not stretch.
#pragma once

#include <chrono>

namespace postern {

using time_point = std::chrono::system_clock::time_point;
using steady_point = std::chrono::steady_clock::time_point;

// Thread-safe: every thread may ask at once.
class clock
{
public:
    virtual ~clock() = default;
    virtual time_point now() const noexcept = 0;
    virtual steady_point steady() const noexcept = 0;
};

const clock& system_clock() noexcept;

} // namespace postern
