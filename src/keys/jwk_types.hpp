// The supported types of keys, and the members that each has in a JWK.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <array>
#include <string_view>

namespace postern::keys {

struct type_row
{
    crypto::key_type type;
    std::string_view kty;
    std::string_view crv; // empty: the type has no curves
    std::string_view first;
    std::string_view second; // empty: the type has one number
};

inline constexpr std::array<type_row, 5> types{{
    {crypto::key_type::rsa, "RSA", "", "n", "e"},      // RFC 7518 §6.3
    {crypto::key_type::p256, "EC", "P-256", "x", "y"}, // RFC 7518 §6.2
    {crypto::key_type::p384, "EC", "P-384", "x", "y"},
    {crypto::key_type::p521, "EC", "P-521", "x", "y"},
    {crypto::key_type::ed25519, "OKP", "Ed25519", "x", ""}, // RFC 8037 §2
}};

} // namespace postern::keys
