// The parts of a socket's address as people write it: `host:port`, `unix:/path`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::codec {

// Digits alone, 0 to 65535.
std::optional<std::uint16_t> parse_port(std::string_view text) noexcept;

// Whether the path and its final null octet fit into sun_path (unix(7)).
bool is_socket_path(std::string_view path) noexcept;

} // namespace postern::codec
