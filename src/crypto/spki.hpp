// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) taken apart without letting OpenSSL build a key from it:
// it would follow explicit parameters and accept more than one encoding of the same key.
#pragma once

#include <postern/crypto/public_key.hpp>

#include <string_view>

namespace postern::crypto {

struct spki
{
    key_type type;
    key_numbers numbers;
};

result<spki> parse_spki(std::string_view der);

} // namespace postern::crypto
