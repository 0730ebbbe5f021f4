#include <postern/crypto/random.hpp>

#include "openssl.hpp"

#include <openssl/rand.h>

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

} // namespace postern::crypto
