// SHA-256 and comparison in constant time.
#pragma once

#include <array>
#include <string_view>

namespace postern::crypto {

using sha256_digest = std::array<unsigned char, 32>;

// Safe from every thread; each thread keeps its context.
sha256_digest sha256(std::string_view input) noexcept;

// The time it takes depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace postern::crypto
