// HMAC (RFC 2104) with a context that each thread keeps.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace postern::crypto {

using hmac_tag = std::array<unsigned char, 64>; // the first octets, as many as the digest has

std::optional<hmac_tag> hmac(algorithm id, std::string_view secret, std::string_view input);

} // namespace postern::crypto
