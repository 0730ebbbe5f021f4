// Text from outside, made safe to show to people: it stays one line of valid UTF-8, and no
// character of it moves a terminal's cursor or turns the reading direction.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::codec {

// Appends the first character of `text`, which is not empty, and returns how many octets it took.
// Controls, line separators and direction marks become \uXXXX, as in a JSON string (RFC 8259 §7);
// an octet that is not UTF-8 becomes \ufffd.
std::size_t append_escaped_character(std::string& out, std::string_view text);

// The whole text. Past `limit` octets the rest is replaced by three dots.
std::string escaped(std::string_view text, std::size_t limit = std::string_view::npos);

// The first `limit` octets at most; a character is not cut in two.
std::string_view cut(std::string_view text, std::size_t limit) noexcept;

} // namespace postern::codec
