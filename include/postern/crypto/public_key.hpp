// Keys that verify. A public_key exists only if its material passed every check of the strict
// import, so whoever holds one need not ask again. Cheap to copy (shared, immutable, safe to use
// from every thread).
#pragma once

#include <postern/base/error.hpp>
#include <postern/base/secret.hpp>
#include <postern/crypto/algorithm.hpp>
#include <postern/crypto/error.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // EVP_PKEY of OpenSSL

namespace postern::crypto {

class public_key
{
public:
    // Exactly one `PUBLIC KEY` block (SubjectPublicKeyInfo), white space around it allowed.
    static result<public_key> from_pem(std::string_view text);

    // RFC 7518 §6.3.1: big-endian octets of modulus and exponent, no leading zeros.
    static result<public_key> from_rsa(std::string_view n, std::string_view e);

    // RFC 7518 §6.2.1: coordinates of exactly 32, 48 or 66 octets for p256, p384, p521.
    static result<public_key> from_ec(key_type curve, std::string_view x, std::string_view y);

    // RFC 8037 §2: 32 octets.
    static result<public_key> from_ed25519(std::string_view x);

    key_type type() const noexcept { return type_; }
    unsigned bits() const noexcept { return bits_; }

    // Process-wide unique number of this material's handle: what kept contexts are filed under.
    std::uint64_t serial() const noexcept { return serial_; }
    evp_pkey_st* native() const noexcept { return key_.get(); }

    // SubjectPublicKeyInfo in PEM; equal keys give equal text.
    std::string to_pem() const;

private:
    friend class private_key;
    static result<public_key> checked(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> key_;
    std::uint64_t serial_ = 0;
    key_type type_ = key_type::rsa;
    unsigned bits_ = 0;
};

// A shared secret for HS256/384/512. Never mixes with public keys: another type, another list.
class hmac_key
{
public:
    // At least as long as the digest (RFC 7518 §3.2) and not the text of a public key (PEM, JWK,
    // SSH, DER).
    static result<hmac_key> from_secret(algorithm id, secret octets);

    algorithm id() const noexcept { return id_; }
    std::string_view octets() const noexcept { return octets_->reveal(); }

private:
    algorithm id_ = algorithm::hs256;
    std::shared_ptr<const secret> octets_;
};

} // namespace postern::crypto
