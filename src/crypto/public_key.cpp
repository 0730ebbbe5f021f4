// The strict import. Each form of a key is reduced to its numbers; RSA, EC and Ed25519 each check
// them before OpenSSL sees the key.
#include <postern/crypto/public_key.hpp>

#include "openssl.hpp"
#include "pem.hpp"
#include "rsa_modulus.hpp"
#include "spki.hpp"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <new>

namespace postern::crypto {
namespace {

constexpr unsigned min_rsa_bits = 2048;
constexpr unsigned max_rsa_bits = 4096;
constexpr std::string_view f4{"\x01\x00\x01", 3}; // 65537

// Each imported key has a number of its own, by which callers cache what belongs to the key.
std::uint64_t next_serial() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

// Builds a public key from named numbers. Null if OpenSSL refuses them.
pkey from_parameters(const char* type, OSSL_PARAM_BLD* builder)
{
    const parameters list(OSSL_PARAM_BLD_to_param(builder));
    const pkey_context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (list && context && EVP_PKEY_fromdata_init(context.get()) == 1)
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, list.get());
    return pkey(key);
}

// RSA: odd, no factor below 752, no power of a prime (SP 800-56B §6.4.2.2), which takes long for a
// large modulus. EC: on the curve, in its group (SP 800-56A §5.6.2.3.3).
bool passes_public_check(EVP_PKEY* key)
{
    const pkey_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context && EVP_PKEY_public_check(context.get()) == 1;
}

pkey build_rsa(const BIGNUM* n, std::string_view e)
{
    const big_number exponent(BN_bin2bn(octets(e), static_cast<int>(e.size()), nullptr));
    const parameter_builder builder(OSSL_PARAM_BLD_new());
    if (!exponent || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), "n", n) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), "e", exponent.get()) != 1)
        return nullptr;
    return from_parameters("RSA", builder.get());
}

pkey build_ec(const curve& c, const std::string& point)
{
    const parameter_builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, c.name, 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(
            builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()
        ) != 1)
        return nullptr;
    return from_parameters("EC", builder.get());
}

// The y coordinates of the points whose order divides 8: 0, 1, -1 and the two of order 8. They are
// little-endian, below p, and their sign bit is cleared. The check below ignores the sign bit and
// refuses y >= p as well, so it finds all 14 encodings of these points.
constexpr std::array<std::array<unsigned char, 32>, 5> low_order_y{{
    {0x00},
    {0x01},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
}};

bool is_honest_ed25519_point(std::string_view x)
{
    std::array<unsigned char, 32> y{};
    std::copy(x.begin(), x.end(), y.begin());
    // RFC 8032 §5.1.2: the highest bit is the sign of x and does not belong to y.
    y.back() &= 0x7f;
    // RFC 8032 §5.1.3: p = 2^255 - 19 is ed ff .. ff 7f.
    const bool beyond_field =
        y.front() >= 0xed && y.back() == 0x7f &&
        std::all_of(y.begin() + 1, y.end() - 1, [](unsigned char c) { return c == 0xff; });
    return !beyond_field &&
           std::find(low_order_y.begin(), low_order_y.end(), y) == low_order_y.end();
}

result<public_key> from_spki(const spki& parts)
{
    switch (parts.type) {
    case key_type::rsa:
        return public_key::from_rsa(parts.numbers.first, parts.numbers.second);
    case key_type::ed25519:
        return public_key::from_ed25519(parts.numbers.first);
    default:
        return public_key::from_ec(parts.type, parts.numbers.first, parts.numbers.second);
    }
}

// The DER that OpenSSL writes for this key.
std::string spki_of(const EVP_PKEY* key)
{
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    if (size <= 0)
        throw std::bad_alloc();
    std::string octets(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return octets;
}

// A number of the key, big-endian, with leading zeros up to `width`.
std::string number_of(const EVP_PKEY* key, const char* name, std::size_t width = 0)
{
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &found) != 1)
        throw std::bad_alloc();
    const big_number number(found);
    const auto size = static_cast<std::size_t>(BN_num_bytes(found));
    std::string text(std::max(width, size), '\0');
    BN_bn2binpad(found, octets(text), static_cast<int>(text.size()));
    return text;
}

std::string raw_ed25519(const EVP_PKEY* key)
{
    std::string x(32, '\0');
    std::size_t size = x.size();
    if (EVP_PKEY_get_raw_public_key(key, octets(x), &size) != 1)
        throw std::bad_alloc();
    return x;
}

} // namespace

public_key::public_key(std::shared_ptr<evp_pkey_st> key, key_type type)
    : key_(std::move(key)), serial_(next_serial()), type_(type),
      bits_(static_cast<unsigned>(EVP_PKEY_get_bits(key_.get())))
{
}

result<public_key> public_key::from_pem(std::string_view text)
{
    const clean_error_queue clean;
    const auto der = decode_pem(text, "PUBLIC KEY", errc::not_public_key_pem);
    if (!der)
        return der.error();
    const auto parts = parse_spki(der->reveal());
    if (!parts)
        return parts.error();
    // The numbers pass the same checks as those of a JWK.
    auto key = from_spki(*parts);
    // Each key has one valid encoding. The comparison refuses BER, missing or extra parameters, and
    // octets after the key.
    if (key && spki_of(key->native()) != der->reveal())
        return errc::bad_key_encoding;
    return key;
}

result<public_key> public_key::from_rsa(std::string_view n, std::string_view e)
{
    const clean_error_queue clean;
    // RFC 7518 §2: a number has no leading zeros.
    if (n.empty() || e.empty() || n.front() == '\0' || e.front() == '\0')
        return errc::not_minimal;
    // The size is checked before OpenSSL calculates with the number.
    if (n.size() > max_rsa_bits / 8)
        return errc::rsa_size;
    const big_number modulus(BN_bin2bn(octets(n), static_cast<int>(n.size()), nullptr));
    if (!modulus)
        return errc::openssl_failed;
    if (BN_num_bits(modulus.get()) < static_cast<int>(min_rsa_bits))
        return errc::rsa_size;
    if (e != f4)
        return errc::rsa_exponent;
    if (has_roca_fingerprint(modulus.get()))
        return errc::rsa_modulus;
    pkey key = build_rsa(modulus.get(), e);
    if (!key)
        return errc::openssl_failed;
    // The slowest check comes last.
    if (!passes_public_check(key.get()))
        return errc::rsa_modulus;
    return public_key(std::move(key), key_type::rsa);
}

result<public_key> public_key::from_ec(key_type type, std::string_view x, std::string_view y)
{
    const clean_error_queue clean;
    const curve* const c = curve_of(type);
    if (c == nullptr)
        return errc::unsupported_key_type;
    // RFC 7518 §6.2.1.2: a coordinate keeps its leading zeros.
    if (x.size() != c->width || y.size() != c->width)
        return errc::not_minimal;
    // RFC 5480 §2.2: 04 starts an uncompressed point.
    std::string point = "\x04";
    point.append(x).append(y);
    pkey key = build_ec(*c, point);
    if (!key || !passes_public_check(key.get()))
        return errc::point_not_on_curve;
    return public_key(std::move(key), type);
}

result<public_key> public_key::from_ed25519(std::string_view x)
{
    const clean_error_queue clean;
    // RFC 8032 §5.1.5: a public key has 32 octets.
    if (x.size() != 32)
        return errc::not_minimal;
    if (!is_honest_ed25519_point(x))
        return errc::low_order_point;
    pkey key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(x), x.size()));
    if (!key)
        return errc::openssl_failed;
    return public_key(std::move(key), key_type::ed25519);
}

std::string public_key::to_pem() const
{
    const clean_error_queue clean;
    const bio out(BIO_new(BIO_s_mem()));
    if (!out || PEM_write_bio_PUBKEY(out.get(), key_.get()) != 1)
        throw std::bad_alloc();
    return bio_text(out.get());
}

key_numbers public_key::numbers() const
{
    const clean_error_queue clean;
    if (type_ == key_type::rsa)
        return {
            number_of(native(), OSSL_PKEY_PARAM_RSA_N), number_of(native(), OSSL_PKEY_PARAM_RSA_E)};
    if (type_ == key_type::ed25519)
        return {raw_ed25519(native()), {}};
    // Coordinates of EC keys have a fixed width; the numbers of RSA have not.
    const std::size_t width = curve_of(type_)->width;
    return {
        number_of(native(), OSSL_PKEY_PARAM_EC_PUB_X, width),
        number_of(native(), OSSL_PKEY_PARAM_EC_PUB_Y, width)};
}

} // namespace postern::crypto
