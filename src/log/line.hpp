// Appends one line of the log, as text or as JSON, to a buffer of the caller.
//   2026-11-22T20:31:00.123Z info keys.skipped issuer=main kid="a b"
//   {"time":"2026-11-22T20:31:00.123Z","level":"info","event":"keys.skipped","issuer":"main","kid":"a
//   b"}
#pragma once

#include <postern/log/log.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postern::log {

// The constructor begins the line; the caller adds fields and calls end().
class line
{
public:
    line(
        std::string& out, log::format, std::string_view time, level, std::string_view event,
        std::size_t value_limit
    );

    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::uint64_t value);
    void add_microseconds(std::string_view name, std::chrono::nanoseconds);
    void end();

private:
    void begin_field(std::string_view name);

    std::string& out_;
    bool json_;
    std::size_t value_limit_;
};

} // namespace postern::log
