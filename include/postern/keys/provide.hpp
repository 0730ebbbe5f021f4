// Reads the key list of Provide Ident, which is not a JSON Web Key Set: a bare array of
//   {"kid": "<text>", "n": "<decimal>", "e": "<hexadecimal>", "fingerprint": "<text>",
//   "public_key": "<PEM>"}
// The PEM is the key; the other numbers repeat it.
#pragma once

#include <postern/keys/jwks.hpp>

namespace postern::keys {

// As parse_jwks() does it: keys that cannot be used are skipped with a reason. A key without a kid
// has its fingerprint as kid, as in Ident's tokens.
result<key_import> parse_provide_keys(
    std::string_view text, crypto::algorithm_set allowed, const jwks_limits& limits = {}
);

} // namespace postern::keys
