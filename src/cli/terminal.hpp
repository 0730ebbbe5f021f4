// Text for people's terminals: what strangers wrote cannot steer them, and no token is repeated.
#pragma once

#include <postern/base/clock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::cli {

// Control characters (C0 but line feed, DEL, C1) and those that turn the reading direction as
// \uXXXX; all else as it is.
std::string printable(std::string_view text);

// Each run of characters that looks like the start of a token becomes ***.
std::string without_tokens(std::string_view text);

// `2023-11-14 22:13:20 UTC`; empty outside the years 1970 to 9999.
std::string utc_text(std::int64_t unix_seconds);

// `in 9m 59s`, `3d 4h ago`: the two largest units.
std::string distance_text(std::int64_t unix_seconds, time_point now);

} // namespace postern::cli
