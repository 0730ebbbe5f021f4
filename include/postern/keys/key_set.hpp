// The keys of one issuer. Immutable.
#pragma once

#include <postern/base/error.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/crypto/public_key.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace postern::keys {

enum class errc
{
    not_a_key_set = 1,  // not a JSON object with an array `keys` (RFC 7517 §5)
    too_many_keys,      // more than the limit of keys in one set
    too_large,          // more than the limit of octets
    not_a_regular_file, // a directory, device or pipe where a key file should be
    duplicate_kid,      // one kid twice in one set
    duplicate_key,      // one public key twice in one set
    mixed_secrets,      // HMAC secrets and public keys in one set (algorithm confusion)
    no_usable_key,      // no key, or none that can be used
    private_members, // a JWK with private or symmetric members (RFC 7518 §6.2.2, §6.3.2, §6.4)
    not_for_signatures, // `use` other than sig, or `key_ops` without verify (RFC 7517 §4.2-4.3)
    bad_member,         // a JWK member missing, of the wrong type, or bad base64url
    unknown_type,       // kty or crv that is not supported
    unknown_algorithm,  // `alg` that is not a supported signature algorithm
    algorithm_mismatch, // the key fits none of the algorithms that are allowed
    bad_kid,            // not 1 to 256 printable ASCII characters
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

// 1 to 256 printable ASCII characters.
bool is_kid(std::string_view text) noexcept;

// A digest of all that makes a key: its kid, its material and its algorithms.
using key_identity = crypto::sha256_digest;

struct key
{
    std::string kid; // empty: the key has no name
    std::variant<crypto::public_key, crypto::hmac_key> material;
    crypto::algorithm_set algorithms; // the only ones it may verify (RFC 8725 §3.1)
    key_identity identity{};          // set by key_set

    bool
    verifies(crypto::algorithm, std::string_view input, std::string_view signature) const noexcept;
};

class key_set
{
public:
    key_set() = default;

    // Refuses an empty list, HMAC secrets beside public keys, a kid that is given twice, and one
    // public key that is given twice (RFC 7638): a compromised key is removed by its one kid.
    static result<key_set> from_keys(std::vector<key> keys);

    // The key with exactly this kid, or null. An empty kid finds no key.
    const key* find(std::string_view kid) const noexcept;

    // Whether the set has this very key, with the same kid and algorithms.
    bool has(const key_identity&) const noexcept;

    const std::vector<key>& keys() const noexcept { return keys_; }

    // Whether both have the same keys.
    friend bool operator==(const key_set& a, const key_set& b) noexcept;

private:
    std::vector<key> keys_; // sorted by kid
};

} // namespace postern::keys

template <>
struct boost::system::is_error_code_enum<postern::keys::errc> : std::true_type
{
};
