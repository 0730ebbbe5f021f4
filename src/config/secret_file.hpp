// Reads and checks the secrets of a configuration. No problem repeats a secret or the name of its
// file: the name may be the secret itself, given under the wrong key.
#pragma once

#include <postern/crypto/algorithm.hpp>
#include <postern/crypto/public_key.hpp>

#include "value.hpp"

#include <optional>
#include <string_view>

namespace postern::config {

bool file_is_there(const std::filesystem::path& file);

// The text without one newline at its end. Refused if anyone but the owner may read the file.
std::optional<secret> read_secret_file(const value& from, const std::filesystem::path& file);

// At least 16 characters that a header can hold.
void check_admin_token(const value& from, std::string_view token);

// Long enough for the algorithm, and not a text that a manual uses as an example.
std::optional<crypto::hmac_key>
make_hmac_key(const value& from, crypto::algorithm algorithm, secret octets);

} // namespace postern::config
