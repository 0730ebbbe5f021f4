// Signature algorithms of JWS (RFC 7518 §3, RFC 8037, RFC 9864): a closed list and one table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace postern::crypto {

enum class algorithm : std::uint8_t
{
    rs256,
    rs384,
    rs512,
    ps256,
    ps384,
    ps512,
    es256,
    es384,
    es512,
    eddsa,
    hs256,
    hs384,
    hs512,
};

enum class key_type : std::uint8_t
{
    rsa,
    p256,
    p384,
    p521,
    ed25519,
    hmac
};
enum class hash : std::uint8_t
{
    none,
    sha256,
    sha384,
    sha512
};
enum class padding : std::uint8_t
{
    none,
    pkcs1,
    pss
};

// The parameters of an algorithm. PSS: MGF1 with the same hash, salt as long as the hash (RFC 7518
// §3.5).
struct algorithm_traits
{
    algorithm id;
    std::string_view name;
    key_type key;
    hash digest;
    padding pad;
    std::size_t signature_size; // octets; 0: as long as the RSA modulus
};

inline constexpr std::array<algorithm_traits, 13> algorithm_table{{
    {algorithm::rs256, "RS256", key_type::rsa, hash::sha256, padding::pkcs1, 0},
    {algorithm::rs384, "RS384", key_type::rsa, hash::sha384, padding::pkcs1, 0},
    {algorithm::rs512, "RS512", key_type::rsa, hash::sha512, padding::pkcs1, 0},
    {algorithm::ps256, "PS256", key_type::rsa, hash::sha256, padding::pss, 0},
    {algorithm::ps384, "PS384", key_type::rsa, hash::sha384, padding::pss, 0},
    {algorithm::ps512, "PS512", key_type::rsa, hash::sha512, padding::pss, 0},
    {algorithm::es256, "ES256", key_type::p256, hash::sha256, padding::none, 64},
    {algorithm::es384, "ES384", key_type::p384, hash::sha384, padding::none, 96},
    {algorithm::es512, "ES512", key_type::p521, hash::sha512, padding::none, 132},
    {algorithm::eddsa, "EdDSA", key_type::ed25519, hash::none, padding::none, 64},
    {algorithm::hs256, "HS256", key_type::hmac, hash::sha256, padding::none, 32},
    {algorithm::hs384, "HS384", key_type::hmac, hash::sha384, padding::none, 48},
    {algorithm::hs512, "HS512", key_type::hmac, hash::sha512, padding::none, 64},
}};

constexpr const algorithm_traits& traits(algorithm id) noexcept
{
    return algorithm_table[static_cast<std::size_t>(id)];
}

// Exact, case-sensitive (RFC 7515 §4.1.1). `Ed25519` (RFC 9864) is the same pin as `EdDSA`.
std::optional<algorithm> algorithm_from_name(std::string_view name) noexcept;

class algorithm_set
{
public:
    constexpr algorithm_set() = default;
    constexpr algorithm_set(std::initializer_list<algorithm> list)
    {
        for (const algorithm a : list)
            insert(a);
    }

    constexpr void insert(algorithm a) noexcept { bits_ |= bit(a); }
    constexpr bool contains(algorithm a) const noexcept { return (bits_ & bit(a)) != 0; }
    constexpr bool empty() const noexcept { return bits_ == 0; }

    // Those that a key of this type can serve.
    constexpr algorithm_set fitting(key_type type) const noexcept
    {
        algorithm_set fit;
        for (const algorithm_traits& row : algorithm_table)
            if (row.key == type && contains(row.id))
                fit.insert(row.id);
        return fit;
    }

    friend constexpr bool operator==(algorithm_set, algorithm_set) = default;

private:
    static constexpr std::uint32_t bit(algorithm a) noexcept
    {
        return std::uint32_t{1} << static_cast<unsigned>(a);
    }

    std::uint32_t bits_ = 0;
};

} // namespace postern::crypto
