// The wall clock as an argument, so that tests own time.
#pragma once

#include <chrono>

namespace postern {

using time_point = std::chrono::system_clock::time_point;

// Thread-safe: now() may be called from every thread at once.
class clock
{
public:
    virtual ~clock() = default;
    virtual time_point now() const noexcept = 0;
};

const clock& system_clock() noexcept;

} // namespace postern
