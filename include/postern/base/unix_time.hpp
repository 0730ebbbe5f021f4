// Conversion between Unix seconds, which tokens, records and the API use (RFC 7519 §2), and the
// times of a clock.
#pragma once

#include <postern/base/clock.hpp>

#include <algorithm>
#include <cstdint>

namespace postern {

// The last second that is accepted: 9999-12-31T23:59:59Z.
inline constexpr std::int64_t last_second = 253402300799;

// A time_point counts nanoseconds and ends in 2262. A time before 1970 becomes 1970, and a time
// after 2255 becomes 2255, so that up to six years can be added to the result without an overflow.
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
