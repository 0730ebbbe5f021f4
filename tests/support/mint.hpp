// Keys and tokens for tests. Keys are made once per process and type, on first use, for RSA takes
// its time: RS256 and PS512 share one key, as ES256 has its own.
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

// The private key of this algorithm's key type. Not for HS*.
inline const crypto::private_key& signing_key(crypto::algorithm id)
{
    return detail::key_for<0>(id);
}

// Another one of the same type: what an attacker would sign with.
inline const crypto::private_key& other_signing_key(crypto::algorithm id)
{
    return detail::key_for<1>(id);
}

// A new handle of the same public key at each call.
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

// What a resolver that trusts signing_key(id) holds, pinned to this one algorithm.
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

// base64url(header).base64url(claims): what is signed. The texts are taken as they are.
inline std::string signing_input(std::string_view header, std::string_view claims)
{
    return codec::base64url_encode(header) + '.' + codec::base64url_encode(claims);
}

// A compact JWS of any texts, honest or not; the header need not name `id`.
inline std::string mint(crypto::algorithm id, std::string_view header, std::string_view claims)
{
    const std::string input = signing_input(header, claims);
    return input + '.' + codec::base64url_encode(sign(id, input));
}

// The same by a key of the caller's.
inline std::string mint(
    const crypto::private_key& key, crypto::algorithm id, std::string_view header,
    std::string_view claims
)
{
    const std::string input = signing_input(header, claims);
    return input + '.' + codec::base64url_encode(key.sign(id, input).value());
}

} // namespace postern::test
