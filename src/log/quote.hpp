// Quotes text from outside for the log: the result is one line of valid UTF-8 and one field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::log {

// Appends `value` as a JSON string (RFC 8259 §7). Also escapes the other characters that end a
// line, control a terminal or change the direction of the text. Octets that are not UTF-8 become
// U+FFFD. Octets beyond `limit` are replaced by an ellipsis.
void append_quoted(std::string& out, std::string_view value, std::size_t limit);

// Whether a text line may have the value without quotes: visible ASCII without " = \.
bool is_plain(std::string_view value) noexcept;

} // namespace postern::log
