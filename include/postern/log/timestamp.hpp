// The time in a line of the log: `2026-11-22T20:31:00.123Z` (RFC 3339, UTC). The text of a second
// is kept, because thousands of lines may have the same.
#pragma once

#include <postern/base/clock.hpp>

#include <array>
#include <string_view>

namespace postern::log {

class timestamp
{
public:
    // The text is valid until the next call.
    std::string_view text(time_point) noexcept;

private:
    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::max();
    std::array<char, 24> text_{};
};

} // namespace postern::log
