// Keys that verify signatures. A public_key exists only if its material passed every check of the
// strict import. Cheap to copy: the material is shared, immutable and safe to use from every
// thread.
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

// A public key's numbers in the octets of a JWK: n and e, x and y, or x alone.
struct key_numbers
{
    std::string first;
    std::string second;
};

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

    // A number that is unique in the process for this material; caches of contexts use it as key.
    std::uint64_t serial() const noexcept { return serial_; }
    evp_pkey_st* native() const noexcept { return key_.get(); }

    // SubjectPublicKeyInfo in PEM; equal keys give equal text.
    std::string to_pem() const;

    key_numbers numbers() const;

private:
    public_key(std::shared_ptr<evp_pkey_st> key, key_type type);

    std::shared_ptr<evp_pkey_st> key_;
    std::uint64_t serial_;
    key_type type_;
    unsigned bits_;
};

// A shared secret for HS256, HS384 or HS512. Its own type, so that a public key cannot be used as
// one.
class hmac_key
{
public:
    // At least as long as the digest (RFC 7518 §3.2) and not the text of a key: PEM anywhere in it;
    // JSON, SSH or DER at its start, after white space, NUL and byte order marks.
    static result<hmac_key> from_secret(algorithm id, secret octets);

    algorithm id() const noexcept { return id_; }
    std::string_view octets() const noexcept { return octets_->reveal(); }

private:
    hmac_key(algorithm id, secret octets);

    algorithm id_;
    std::shared_ptr<const secret> octets_;
};

} // namespace postern::crypto
