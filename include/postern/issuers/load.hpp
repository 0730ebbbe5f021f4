// Reads the keys of issuers from their files.
#pragma once

#include <postern/issuers/options.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/keys/jwks.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace postern::issuers {

// The keys of the issuer's files, and those that the configuration itself holds; none if there are
// neither. If one file cannot be used, none is: a removed key must not live on because another file
// is broken. `file` is then the file that is the reason.
result<keys::key_import> load_keys(const options&, std::filesystem::path& file);

// The issuers with what their files hold now, for a command that runs once. An issuer whose files
// cannot be read has no keys, and nothing is fetched.
std::vector<jwt::trusted_issuer> load(const std::vector<options>&);

// The same, and fetches each document once. `failures` has a line for each that could not be
// fetched: its URL and the reason. Waits for at most about ten seconds for each.
std::vector<jwt::trusted_issuer>
load_and_fetch(const std::vector<options>&, std::vector<std::string>& failures);

} // namespace postern::issuers
