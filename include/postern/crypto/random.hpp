// Random octets from the system's generator, by way of OpenSSL.
#pragma once

#include <cstddef>
#include <string>

namespace postern::crypto {

// Throws std::runtime_error if the generator fails.
std::string random_octets(std::size_t count);

// At least 0 and less than 1; not for secrets. It spreads what many processes would do at once.
double random_fraction();

} // namespace postern::crypto
