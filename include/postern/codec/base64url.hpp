// base64url without padding (RFC 4648 §5, RFC 7515 §2), strict: each octet string has exactly one
// text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::codec {

// The octets, or nothing if the text has an octet outside the alphabet (padding included), a length
// of 1 mod 4, or a last character whose unused bits are not zero (RFC 4648 §3.5).
std::optional<std::string> base64url_decode(std::string_view text);

std::string base64url_encode(std::string_view octets);

} // namespace postern::codec
