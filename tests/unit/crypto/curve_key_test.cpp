// The strict import of points, on NIST curves and on edwards25519.
#include "key_import.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace postern::crypto {
namespace {

error_code from_ed25519(std::string_view x)
{
    const auto key = public_key::from_ed25519(test::exact_copy(x));
    return key ? error_code() : key.error();
}

// What OpenSSL writes for a P-256 key of another form.
std::string openssl_spki(const char* parameter, const char* value)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_EC_gen("P-256"), EVP_PKEY_free
    );
    EXPECT_EQ(EVP_PKEY_set_utf8_string_param(key.get(), parameter, value), 1);
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    const std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

TEST(CurveKey, RefusesPointsThatAreNotOnTheCurve)
{
    for (const algorithm id : {algorithm::es256, algorithm::es384, algorithm::es512}) {
        SCOPED_TRACE(traits(id).name);
        const key_type type = traits(id).key;
        const auto [x, y] = numbers(id);
        std::string flipped = y;
        flipped.back() = static_cast<char>(flipped.back() ^ 1);
        const std::string zero(x.size(), '\0');
        const std::string high(x.size(), '\xff');
        const std::pair<std::string, std::string> rows[] = {{x, flipped}, {flipped, y}, {y, x},
                                                            {zero, zero}, {x, zero},    {high, y},
                                                            {x, high},    {high, high}};
        for (const auto& [a, b] : rows)
            EXPECT_EQ(public_key::from_ec(type, a, b).error(), errc::point_not_on_curve);
        EXPECT_EQ(public_key::from_ec(type, x.substr(1), y).error(), errc::not_minimal);
        EXPECT_EQ(public_key::from_ec(type, x, y.substr(1)).error(), errc::not_minimal);
        EXPECT_EQ(public_key::from_ec(type, '\0' + x, y).error(), errc::not_minimal);
        EXPECT_EQ(public_key::from_ec(type, x + y, "").error(), errc::not_minimal);
        EXPECT_EQ(public_key::from_ec(type, "", "").error(), errc::not_minimal);
        EXPECT_EQ(ERR_peek_error(), 0u);
    }
    const auto [x, y] = numbers(algorithm::es256);
    EXPECT_EQ(public_key::from_ec(key_type::p384, x, y).error(), errc::not_minimal);
    EXPECT_EQ(public_key::from_ec(key_type::rsa, x, y).error(), errc::unsupported_key_type);
    EXPECT_EQ(public_key::from_ec(key_type::ed25519, x, y).error(), errc::unsupported_key_type);
}

TEST(CurveKey, RefusesPointsOfAnotherForm)
{
    const auto [x, y] = numbers(algorithm::es256);
    const std::string infinity(1, '\0');
    EXPECT_EQ(from_der(ec_spki(p256_oid, p256_point())), error_code());
    EXPECT_EQ(from_der(ec_spki(p256_oid, infinity)), errc::point_not_on_curve);
    EXPECT_EQ(from_der(ec_spki(p256_oid, "")), errc::point_not_on_curve);
    EXPECT_EQ(from_der(ec_spki(p256_oid, "\x04" + y + x)), errc::point_not_on_curve);
    EXPECT_EQ(from_der(ec_spki(p256_oid, "\x04" + x)), errc::not_minimal);
    EXPECT_EQ(from_der(ec_spki(p256_oid, p256_point() + "x")), errc::not_minimal);
    EXPECT_EQ(from_der(ec_spki(p384_oid, p256_point())), errc::not_minimal);
    for (const char form : {'\x02', '\x03'})
        EXPECT_EQ(from_der(ec_spki(p256_oid, form + x)), errc::point_compressed);
    for (const char form : {'\x05', '\x06', '\x07', '\xff'})
        EXPECT_EQ(from_der(ec_spki(p256_oid, form + x + y)), errc::point_compressed);
    for (const char* form : {"compressed", "hybrid"})
        EXPECT_EQ(
            from_der(openssl_spki(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form)),
            errc::point_compressed
        );
}

TEST(CurveKey, RefusesParametersThatAreSpelledOut)
{
    std::string der = openssl_spki(OSSL_PKEY_PARAM_EC_ENCODING, "explicit");
    EXPECT_EQ(from_der(der), errc::explicit_parameters);
    for (std::size_t i = 40; i < 260; i += 20) {
        std::string changed = der;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_TRUE(from_der(changed).failed()) << i;
    }
    EXPECT_EQ(from_der(ec_spki(sequence({}), p256_point())), errc::explicit_parameters);
}

// The 14 encodings of the points whose order divides 8 (RFC 8032 §5.1.3 leaves them open).
TEST(CurveKey, RefusesEd25519OfLowOrder)
{
    const std::string low_order[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    for (const std::string& hex : low_order) {
        EXPECT_EQ(from_ed25519(from_hex(hex)), errc::low_order_point) << hex;
        EXPECT_EQ(
            from_der(sequence({sequence({ed25519_oid}), bit_string(from_hex(hex))})),
            errc::low_order_point
        );
    }
}

TEST(CurveKey, RefusesEd25519BeyondTheField)
{
    for (int first = 0xed; first <= 0xff; ++first)
        for (const char last : {'\x7f', '\xff'})
            EXPECT_EQ(
                from_ed25519(static_cast<char>(first) + std::string(30, '\xff') + last),
                errc::low_order_point
            );
}

TEST(CurveKey, RefusesEd25519OfAnotherWidth)
{
    const std::string x = numbers(algorithm::eddsa).first;
    for (const std::string& other : {std::string(), x.substr(1), x + '\0', '\0' + x, x + x})
        EXPECT_EQ(from_ed25519(other), errc::not_minimal) << other.size();
}

} // namespace
} // namespace postern::crypto
