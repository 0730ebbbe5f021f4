// Key files on disk: read whole, once, at start and at each reload.
#pragma once

#include <postern/keys/jwks.hpp>

#include <filesystem>

namespace postern::keys {

// The text of a file of at most `limit` octets; the error is the system's, or errc::too_large.
result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

result<key_import> read_jwks_file(
    const std::filesystem::path& path, crypto::algorithm_set allowed, const jwks_limits& limits = {}
);

// A PEM file holds one public key; kid and algorithm come from the configuration.
result<key>
read_pem_file(const std::filesystem::path& path, std::string kid, crypto::algorithm_set algorithms);

} // namespace postern::keys
