// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) parsed without building an OpenSSL key: OpenSSL would
// follow explicit parameters and accept more than one encoding of the same key.
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
