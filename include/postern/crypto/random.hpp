// Random octets from the system's generator, by way of OpenSSL.
#pragma once

#include <cstddef>
#include <string>

namespace postern::crypto {

// Throws std::runtime_error if the generator fails.
std::string random_octets(std::size_t count);

} // namespace postern::crypto
