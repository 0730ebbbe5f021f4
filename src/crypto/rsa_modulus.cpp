#include "rsa_modulus.hpp"

namespace postern::crypto {
namespace {

constexpr BN_ULONG last_roca_prime = 167;

constexpr bool is_prime(BN_ULONG p)
{
    for (BN_ULONG d = 2; d * d <= p; ++d)
        if (p % d == 0)
            return false;
    return p >= 2;
}

// Is `remainder` a power of 65537 modulo p?
bool is_power_of_f4(BN_ULONG remainder, BN_ULONG p)
{
    // The powers repeat when one of them is 1 again.
    BN_ULONG power = 1;
    do {
        if (power == remainder)
            return true;
        power = power * 65537 % p;
    } while (power != 1);
    return false;
}

} // namespace

// The weak primes have the form k * M + (65537^a mod M), where M is a product of the first primes.
// So the modulus is a power of 65537 modulo each of these first primes. A good modulus has this
// property by chance about once in 10^8.
bool has_roca_fingerprint(const BIGNUM* n)
{
    for (BN_ULONG p = 3; p <= last_roca_prime; p += 2)
        if (is_prime(p) && !is_power_of_f4(BN_mod_word(n, p), p))
            return false;
    return true;
}

} // namespace postern::crypto
