// Keys and tokens for tests. A process makes one key of each type when it is first used, because
// RSA keys are slow to make. All RS* and PS* algorithms share the RSA key.
#pragma once

#include <postern/codec/base64url.hpp>
#include <postern/crypto/private_key.hpp>
#include <postern/keys/key_set.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::test {

namespace detail {

template <int Family, crypto::algorithm Maker>
const crypto::private_key& kept_key()
{
    static const crypto::private_key key = crypto::private_key::generate(Maker).value();
    return key;
}

template <int Family>
const crypto::private_key& key_for(crypto::algorithm id)
{
    using enum crypto::key_type;
    switch (crypto::traits(id).key) {
    case rsa:
        return kept_key<Family, crypto::algorithm::rs256>();
    case p256:
        return kept_key<Family, crypto::algorithm::es256>();
    case p384:
        return kept_key<Family, crypto::algorithm::es384>();
    case p521:
        return kept_key<Family, crypto::algorithm::es512>();
    case ed25519:
        return kept_key<Family, crypto::algorithm::eddsa>();
    case hmac:
        break;
    }
    throw std::logic_error("HS* has no private key: use hmac_key(algorithm)");
}

} // namespace detail

// The private key for this algorithm. Not for HS*.
inline const crypto::private_key& signing_key(crypto::algorithm id)
{
    return detail::key_for<0>(id);
}

// Another key of the same type, as an attacker has one.
inline const crypto::private_key& other_signing_key(crypto::algorithm id)
{
    return detail::key_for<1>(id);
}

// Each call returns a new object with the same public key.
inline crypto::public_key public_key(crypto::algorithm id)
{
    return signing_key(id).public_part().value();
}

inline const crypto::hmac_key& hmac_key(crypto::algorithm id)
{
    static const auto make = [](crypto::algorithm a) {
        return crypto::hmac_key::from_secret(a, secret(std::string(64, 'k'))).value();
    };
    static const std::array<crypto::hmac_key, 3> keys{
        make(crypto::algorithm::hs256), make(crypto::algorithm::hs384),
        make(crypto::algorithm::hs512)};
    return keys.at(
        static_cast<std::size_t>(id) - static_cast<std::size_t>(crypto::algorithm::hs256)
    );
}

// The key with which a resolver verifies signing_key(id). It is pinned to this algorithm.
inline keys::key trusted_key(crypto::algorithm id, std::string kid = {})
{
    if (crypto::traits(id).key == crypto::key_type::hmac)
        return {std::move(kid), hmac_key(id), {id}};
    return {std::move(kid), public_key(id), {id}};
}

inline std::string sign(crypto::algorithm id, std::string_view input)
{
    return crypto::traits(id).key == crypto::key_type::hmac
               ? crypto::sign(hmac_key(id), input)
               : signing_key(id).sign(id, input).value();
}

// base64url(header).base64url(claims), which is what a JWS signs. The texts need not be valid.
inline std::string signing_input(std::string_view header, std::string_view claims)
{
    return codec::base64url_encode(header) + '.' + codec::base64url_encode(claims);
}

// A compact JWS of any two texts. The header may name another algorithm than `id`.
inline std::string mint(crypto::algorithm id, std::string_view header, std::string_view claims)
{
    const std::string input = signing_input(header, claims);
    return input + '.' + codec::base64url_encode(sign(id, input));
}

// The same with the caller's key.
inline std::string mint(
    const crypto::private_key& key, crypto::algorithm id, std::string_view header,
    std::string_view claims
)
{
    const std::string input = signing_input(header, claims);
    return input + '.' + codec::base64url_encode(key.sign(id, input).value());
}

} // namespace postern::test
