// Secrets of the configuration: files that only their owner may read, and texts that are no
// secrets. No problem repeats one, nor the name of its file: that may be the secret itself, given
// under the wrong key.
#pragma once

#include <postern/crypto/algorithm.hpp>
#include <postern/crypto/public_key.hpp>

#include "value.hpp"

#include <optional>
#include <string_view>

namespace postern::config {

bool file_is_there(const std::filesystem::path& file);

// Without one newline at the end. Refused if others than the owner may read the file.
std::optional<secret> read_secret_file(const value& from, const std::filesystem::path& file);

// At least 16 visible ASCII characters: it travels in a header.
void check_admin_token(const value& from, std::string_view token);

// Long enough for the algorithm, and not a text that a manual uses as an example.
std::optional<crypto::hmac_key>
make_hmac_key(const value& from, crypto::algorithm algorithm, secret octets);

} // namespace postern::config
