// Unix seconds, as tokens, records and the API have them (RFC 7519 §2), and the clock's times.
#pragma once

#include <postern/base/clock.hpp>

#include <algorithm>
#include <cstdint>

namespace postern {

// The last that anybody may write: 9999-12-31T23:59:59Z.
inline constexpr std::int64_t last_second = 253402300799;

// A time_point counts nanoseconds and ends in 2262. What lies outside 1970 to 2255 counts as the
// nearer end of it, so that any number that anybody wrote can be compared and added to.
inline constexpr std::int64_t last_kept_second = 9'000'000'000;

constexpr time_point at_second(std::int64_t unix_seconds) noexcept
{
    return time_point(
        std::chrono::seconds(std::clamp<std::int64_t>(unix_seconds, 0, last_kept_second))
    );
}

// Rounded down.
constexpr std::int64_t second_of(time_point at) noexcept
{
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

} // namespace postern
