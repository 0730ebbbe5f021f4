// Converts text to numbers, durations and sizes, and back. Nothing if the text is not exactly one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::config {

// Decimal or 0x hexadecimal.
std::optional<std::uint64_t> parse_number(std::string_view text);

// A number and one of ms, s, m, h, d.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// A number and one of B, KiB, MiB, GiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

// In the largest unit that divides it.
std::string format_duration(std::chrono::milliseconds value);
std::string format_size(std::uint64_t octets);

// Text of the file as a problem shows it: in backticks, escaped, and cut if it is long.
std::string in_quotes(std::string_view text);

} // namespace postern::config
