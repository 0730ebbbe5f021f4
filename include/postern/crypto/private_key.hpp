// Keys that sign: for `postern key generate`, `postern token mint` and the tests. The resolver has
// none.
#pragma once

#include <postern/crypto/public_key.hpp>

#include <string>
#include <string_view>

namespace postern::crypto {

class private_key
{
public:
    // RSA of `rsa_bits` for RS*/PS*; the algorithm's curve for the others. Not for HS*.
    static result<private_key> generate(algorithm id, unsigned rsa_bits = 2048);

    // Exactly one unencrypted `PRIVATE KEY` block (PKCS#8) whose public part passes the strict
    // import.
    static result<private_key> from_pem(std::string_view text);

    // PKCS#8, unencrypted.
    secret to_pem() const;
    result<public_key> public_part() const;
    key_type type() const noexcept { return type_; }

    // The raw signature of JWS (RFC 7518 §3): r||s for ECDSA.
    result<std::string> sign(algorithm id, std::string_view input) const;

private:
    private_key(std::shared_ptr<evp_pkey_st> key, key_type type);

    std::shared_ptr<evp_pkey_st> key_;
    key_type type_;
};

// The HS* tag.
std::string sign(const hmac_key& key, std::string_view input);

} // namespace postern::crypto
