// Text for people's terminals: what strangers wrote cannot steer them, and no secret is repeated.
#pragma once

#include <postern/base/clock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::cli {

// Control characters (C0 but line feed, DEL, C1) and those that turn the reading direction as
// \uXXXX; all else as it is.
std::string printable(std::string_view text);

// Each token, and each run of 20 or more characters that may be a random secret, becomes ***.
std::string without_secrets(std::string_view text);

// `2023-11-14 22:13:20 UTC`; empty outside the years 1970 to 9999.
std::string utc_text(std::int64_t unix_seconds);

// `in 9m 59s`, `3d 4h ago`: the two largest units.
std::string distance_text(std::int64_t unix_seconds, time_point now);

} // namespace postern::cli
