// Moduli that an attacker can factor although OpenSSL finds nothing wrong with them.
#pragma once

#include "openssl.hpp"

namespace postern::crypto {

// The structure that a flawed smartcard library gave its primes (ROCA, CVE-2017-15361).
bool has_roca_fingerprint(const BIGNUM* n);

} // namespace postern::crypto
