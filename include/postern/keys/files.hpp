// Key files on disk. They are read at start and at each reload.
#pragma once

#include <postern/keys/jwks.hpp>

#include <filesystem>

namespace postern::keys {

// The text of a regular file of at most `limit` octets; the error is the system's (missing, not
// readable), errc::not_a_regular_file or errc::too_large.
result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// parse_jwks of a file. The keys that were skipped come with their reasons, also if no other key is
// left.
result<key_import> read_jwks_file(
    const std::filesystem::path& path, crypto::algorithm_set allowed, const jwks_limits& limits = {}
);

// An error if a key file must be refused as a whole, because its author can correct it: a kid is
// given twice, or no key is usable.
error_code check_key_file(const key_import& read) noexcept;

// One public key in PEM. Its algorithms are those that fit the key's type. An empty kid is a key
// without a name.
result<key> parse_pem(std::string_view text, std::string kid, crypto::algorithm_set algorithms);

// A PEM file holds one public key. Its kid (which may be empty) and its algorithms come from the
// configuration; the algorithms that do not fit the key's type are left out.
result<key>
read_pem_file(const std::filesystem::path& path, std::string kid, crypto::algorithm_set algorithms);

} // namespace postern::keys
