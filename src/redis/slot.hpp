// The slot of a key in a cluster: CRC16 (XMODEM) of the key modulo 16384. If the key has a part in
// braces that is not empty, only that part counts (Redis Cluster specification, "Hash tags").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postern::redis {

inline constexpr std::size_t slot_count = 16384;

std::uint16_t slot_of(std::string_view key) noexcept;

} // namespace postern::redis
