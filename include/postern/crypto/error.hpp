// Why key material is refused. Each value is one reason; all are `failure::malformed` to the
// outside.
#pragma once

#include <postern/base/error.hpp>

namespace postern::crypto {

enum class errc
{
    not_one_pem_block = 1, // more or less than one block, text around it, or headers inside (R076)
    not_public_key_pem,    // another label than PUBLIC KEY: private, certificate, PKCS#1 (R074)
    not_private_key_pem,   // another label than PRIVATE KEY, where a private key is wanted
    bad_key_encoding,      // OpenSSL cannot read the octets, or octets are left over (R076)
    unsupported_key_type,  // not RSA, P-256, P-384, P-521 or Ed25519 (R075)
    input_too_large,       // more than 16 KiB of text (R077)
    rsa_size,              // modulus below 2048 or above 4096 bit (R060, RFC 7518 §3.3)
    rsa_exponent,          // not 65537 (R069)
    rsa_modulus,           // even, a small factor, or the ROCA fingerprint (R064, R065)
    not_minimal, // leading zero octets in n or e, or a coordinate of another width (R062, R063)
    point_not_on_curve,    // also infinity and coordinates beyond the field (R070, RFC 8725 §3.4)
    point_compressed,      // a compressed or hybrid point (R072)
    explicit_parameters,   // an EC key that brings its own curve (R071)
    low_order_point,       // Ed25519: low order or y >= p (R073, RFC 8032 §5.1.3)
    secret_too_short,      // HMAC secret shorter than the digest (RFC 7518 §3.2)
    secret_looks_like_key, // HMAC secret that is the text of a key (algorithm confusion)
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::crypto

template <>
struct boost::system::is_error_code_enum<postern::crypto::errc> : std::true_type
{
};
