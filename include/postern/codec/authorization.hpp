// The Authorization header (RFC 9110 §11.6.2) of the scheme Bearer.
#pragma once

#include <optional>
#include <string_view>

namespace postern::codec {

// What follows `Bearer` and its spaces (RFC 6750 §2.1): empty if there is no token. Nothing for
// another scheme. The caller checks the characters of the token.
std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept;

} // namespace postern::codec
