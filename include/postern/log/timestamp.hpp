// Time as log lines show it: `2026-11-22T20:31:00.123Z` (RFC 3339, UTC). The part down to the
// second is kept, since thousands of lines share it.
#pragma once

#include <postern/base/clock.hpp>

#include <array>
#include <string_view>

namespace postern::log {

class timestamp
{
public:
    // Valid until the next call.
    std::string_view text(time_point) noexcept;

private:
    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::max();
    std::array<char, 24> text_{};
};

} // namespace postern::log
