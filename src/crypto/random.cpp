#include <postern/crypto/random.hpp>

#include "openssl.hpp"

#include <openssl/rand.h>

#include <random>
#include <stdexcept>

namespace postern::crypto {

std::string random_octets(std::size_t count)
{
    const clean_error_queue clean;
    std::string random(count, '\0');
    if (RAND_bytes_ex(nullptr, octets(random), count, 0) != 1)
        throw std::runtime_error("the random generator failed");
    return random;
}

double random_fraction()
{
    thread_local std::minstd_rand generator(std::random_device{}());
    return std::uniform_real_distribution<>(0, 1)(generator);
}

} // namespace postern::crypto
