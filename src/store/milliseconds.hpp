// Times as the engines store them: whole milliseconds since 1970.
#pragma once

#include <postern/store/engine.hpp>

#include <chrono>
#include <cstdint>
#include <limits>

namespace postern::store {

inline constexpr std::int64_t never_ms = std::numeric_limits<std::int64_t>::max();

inline std::int64_t to_ms(time_point at)
{
    if (at == never)
        return never_ms;
    return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

// A greater number would overflow the finer unit of time_point.
inline time_point from_ms(std::int64_t ms)
{
    using std::chrono::milliseconds;
    constexpr auto most = std::chrono::floor<milliseconds>(never).time_since_epoch().count();
    return ms >= most ? never : time_point(milliseconds(ms));
}

} // namespace postern::store
