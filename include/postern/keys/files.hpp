// Key files on disk: read whole, once, at start and at each reload.
#pragma once

#include <postern/keys/jwks.hpp>

#include <filesystem>

namespace postern::keys {

// The text of a regular file of at most `limit` octets; the error is the system's (missing, not
// readable), errc::not_a_regular_file or errc::too_large.
result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// As parse_jwks, but whoever writes a file can mend it: a kid given twice and a set without a
// usable key refuse the whole file.
result<key_import> read_jwks_file(
    const std::filesystem::path& path, crypto::algorithm_set allowed, const jwks_limits& limits = {}
);

// A PEM file holds one public key; its name (it may have none) and its algorithms, of which those
// that fit its type are kept, come from the configuration.
result<key>
read_pem_file(const std::filesystem::path& path, std::string kid, crypto::algorithm_set algorithms);

} // namespace postern::keys
