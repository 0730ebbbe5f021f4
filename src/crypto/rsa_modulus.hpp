// Moduli that an attacker can factor although they are large enough.
#pragma once

#include "openssl.hpp"

namespace postern::crypto {

// Even, divisible by a prime below 752 (SP 800-56B §6.4.2.1), or of the structure that flawed
// smartcards gave their primes (ROCA, CVE-2017-15361).
bool is_weak_modulus(const BIGNUM* n);

} // namespace postern::crypto
