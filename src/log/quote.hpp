// Text from outside as a log shows it: always one line, always valid UTF-8, never another field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::log {

// Appends `value` as a JSON string (RFC 8259 §7). Escaped as well: whatever else ends a line, moves
// a terminal's cursor or turns the reading direction. Octets that are not UTF-8 become U+FFFD.
// Past `limit` octets the rest is replaced by an ellipsis.
void append_quoted(std::string& out, std::string_view value, std::size_t limit);

// Whether the value can stand in a text line without quotes: visible ASCII, none of " = \.
bool is_plain(std::string_view value) noexcept;

} // namespace postern::log
