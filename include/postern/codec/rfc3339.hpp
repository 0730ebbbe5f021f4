// A time as text: `2026-11-22T20:31:00.123456789Z` (RFC 3339).
#pragma once

#include <postern/base/clock.hpp>

#include <optional>
#include <string_view>

namespace postern::codec {

// Strict: upper-case `T` and `Z`, or an offset such as `+08:00`; at most nine digits of a second;
// no leap second. Nothing for another text, for a day that no calendar has, and for a time before
// 1970 or after 2255.
std::optional<time_point> rfc3339_decode(std::string_view text) noexcept;

} // namespace postern::codec
