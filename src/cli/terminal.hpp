// Text for people's terminals: times in words, and messages without secrets.
#pragma once

#include <postern/base/clock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::cli {

// Each token, and each run of 20 or more characters that may be a random secret, becomes ***.
std::string without_secrets(std::string_view text);

// `2023-11-14 22:13:20 UTC`; empty outside the years 1970 to 9999.
std::string utc_text(std::int64_t unix_seconds);

// `in 9m 59s`, `3d 4h ago`: the two largest units.
std::string distance_text(std::int64_t unix_seconds, time_point now);

} // namespace postern::cli
