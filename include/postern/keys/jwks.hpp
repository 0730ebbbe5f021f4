// Reads JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037).
#pragma once

#include <postern/keys/key_set.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::keys {

struct jwks_limits
{
    std::size_t size = 512 * 1024; // octets of the whole document
    std::size_t keys = 128;
};

// A key of the document that cannot be used, and the reason. The other keys are used all the same
// (RFC 7517 §5).
struct skipped_key
{
    std::string kid; // as the document has it, even if it cannot be one; empty if it has none
    error_code reason;
};

struct key_import
{
    std::vector<key> keys;
    std::vector<skipped_key> skipped;
};

// `allowed` are the algorithms of the issuer's profile: a JWK without `alg` serves each of them
// that fits its type. Symmetric (`oct`) and private keys are skipped.
//
// A kid names one key. If the document has a kid twice, none of its keys is used
// (errc::duplicate_kid), even if only one of them is usable: it is not known which one was meant.
// Keys that are not for signatures do not count (RFC 7517 §4.5: keys of different purpose may share
// a kid). key_set::from_keys refuses an empty list and one key under two kids.
result<key_import>
parse_jwks(std::string_view text, crypto::algorithm_set allowed, const jwks_limits& limits = {});

// One public key as a JWK with `use: sig`; `alg` is left out when the key serves several.
std::string to_jwk(const key&);

// RFC 7638, base64url of SHA-256.
std::string thumbprint(const crypto::public_key&);

} // namespace postern::keys
