// The strict import: each refusal is one row, made from a key that is accepted.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <support/der.hpp>
#include <support/exact_copy.hpp>
#include <support/mint.hpp>
#include <support/vectors.hpp>

namespace postern::crypto {
namespace {

using test::bit_string;
using test::from_hex;
using test::integer;
using test::pem;
using test::sequence;
using test::tlv;

constexpr std::string_view label = "PUBLIC KEY";
const std::string f4 = from_hex("010001");
const std::string null = from_hex("0500");
const std::string rsa_oid = from_hex("06092a864886f70d010101");
const std::string ec_oid = from_hex("06072a8648ce3d0201");
const std::string p256_oid = from_hex("06082a8648ce3d030107");
const std::string p384_oid = from_hex("06052b81040022");
const std::string ed25519_oid = from_hex("06032b6570");

error_code from_pem(std::string_view text)
{
    const auto key = public_key::from_pem(test::exact_copy(text));
    EXPECT_EQ(ERR_peek_error(), 0u);
    return key ? error_code() : key.error();
}

error_code from_der(std::string_view der)
{
    return from_pem(pem(label, der));
}

error_code from_rsa(std::string_view n, std::string_view e)
{
    const auto key = public_key::from_rsa(test::exact_copy(n), test::exact_copy(e));
    EXPECT_EQ(ERR_peek_error(), 0u);
    return key ? error_code() : key.error();
}

error_code from_ed25519(std::string_view x)
{
    const auto key = public_key::from_ed25519(test::exact_copy(x));
    return key ? error_code() : key.error();
}

key_numbers numbers(algorithm id)
{
    return test::public_key(id).numbers();
}

std::string rsa_spki(std::string_view n, std::string_view e)
{
    return sequence({sequence({rsa_oid, null}), bit_string(sequence({integer(n), integer(e)}))});
}

std::string ec_spki(const std::string& parameters, std::string_view point)
{
    return sequence({sequence({ec_oid, parameters}), bit_string(point)});
}

std::string p256_point()
{
    const key_numbers p = numbers(algorithm::es256);
    return "\x04" + p.first + p.second;
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

using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

number read(std::string_view octets)
{
    const auto* data = reinterpret_cast<const unsigned char*>(octets.data());
    return {BN_bin2bn(data, static_cast<int>(octets.size()), nullptr), BN_free};
}

std::string write(const number& n)
{
    std::string octets(static_cast<std::size_t>(BN_num_bytes(n.get())), '\0');
    BN_bn2bin(n.get(), reinterpret_cast<unsigned char*>(octets.data()));
    return octets;
}

TEST(PublicKey, TakesEachTypeFromItsNumbersAndItsText)
{
    for (const algorithm_traits& row : algorithm_table) {
        if (row.key == key_type::hmac)
            continue;
        SCOPED_TRACE(row.name);
        const public_key key = test::public_key(row.id);
        const key_numbers parts = key.numbers();
        const auto again = row.key == key_type::rsa
                               ? public_key::from_rsa(parts.first, parts.second)
                           : row.key == key_type::ed25519
                               ? public_key::from_ed25519(parts.first)
                               : public_key::from_ec(row.key, parts.first, parts.second);
        ASSERT_TRUE(again) << again.error().message();
        EXPECT_EQ(again->type(), row.key);
        EXPECT_EQ(again->bits(), key.bits());
        EXPECT_EQ(again->to_pem(), key.to_pem());
        EXPECT_NE(again->serial(), key.serial());
        EXPECT_EQ(public_key::from_pem(key.to_pem()).value().to_pem(), key.to_pem());
    }
}

TEST(PublicKey, IsExactlyOnePemBlock)
{
    const std::string good = test::public_key(algorithm::es256).to_pem();
    const std::string body = good.substr(27, good.size() - 27 - 25);
    std::string crlf;
    for (const char c : good)
        crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const std::pair<std::string, error_code> rows[] = {
        {good, {}},
        {crlf, {}},
        {" \t\r\n" + good + "\n\n ", {}},
        {good.substr(0, good.size() - 1), {}},
        {"", errc::not_one_pem_block},
        {" \n", errc::not_one_pem_block},
        {"-----BEGIN ", errc::not_one_pem_block},
        {"-----BEGIN -----", errc::not_public_key_pem},
        {"-----BEGIN PUBLIC KEY-----", errc::not_one_pem_block},
        {"-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----", errc::bad_key_encoding},
        {body, errc::not_one_pem_block},
        {"x" + good, errc::not_one_pem_block},
        {"# comment\n" + good, errc::not_one_pem_block},
        {good + "x", errc::not_one_pem_block},
        {std::string(1, '\0') + good, errc::not_one_pem_block},
        {good + std::string(1, '\0'), errc::not_one_pem_block},
        {"\xEF\xBB\xBF" + good, errc::not_one_pem_block},
        {good + good, errc::not_one_pem_block},
        {good + pem("CERTIFICATE", "x"), errc::not_one_pem_block},
        {"-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + body +
             good.substr(good.size() - 25),
         errc::not_one_pem_block},
        {"-----BEGIN PUBLIC KEY-----\n" + body + "-----END PRIVATE KEY-----",
         errc::not_one_pem_block},
        {"-----BEGIN PUBLIC KEY-----\n" + body, errc::not_one_pem_block},
        {"-----BEGIN PUBLIC KEY-----\n!" + body + "-----END PUBLIC KEY-----",
         errc::bad_key_encoding},
        {"-----BEGIN PUBLIC KEY-----\n=" + body + "-----END PUBLIC KEY-----",
         errc::bad_key_encoding},
        {"-----BEGIN PUBLIC KEY-----\n_" + body + "-----END PUBLIC KEY-----",
         errc::bad_key_encoding},
    };
    for (const auto& [text, expected] : rows)
        EXPECT_EQ(from_pem(text), expected) << text;
}

TEST(PublicKey, RefusesEveryOtherLabel)
{
    const std::string der = rsa_spki(numbers(algorithm::rs256).first, f4);
    ASSERT_EQ(from_der(der), error_code());
    for (const std::string_view other :
         {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
          "OPENSSH PRIVATE KEY", "RSA PUBLIC KEY", "CERTIFICATE", "EC PARAMETERS", "public key",
          "PUBLIC  KEY", "PUBLIC KEY ", "X PUBLIC KEY", ""})
        EXPECT_EQ(from_pem(pem(other, der)), errc::not_public_key_pem) << other;
}

TEST(PublicKey, RefusesTooMuchText)
{
    const std::string good = test::public_key(algorithm::es256).to_pem();
    EXPECT_EQ(from_pem(good + std::string(16 * 1024 - good.size(), '\n')), error_code());
    EXPECT_EQ(
        from_pem(good + std::string(16 * 1024 + 1 - good.size(), '\n')), errc::input_too_large
    );
    EXPECT_EQ(from_pem(std::string(1 << 20, 'A')), errc::input_too_large);
}

TEST(PublicKey, HasOneEncoding)
{
    const std::string n = numbers(algorithm::rs256).first;
    const std::string pair = sequence({integer(n), integer(f4)});
    std::string x = numbers(algorithm::eddsa).first;
    x.back() = static_cast<char>(x.back() & 0x7e); // leaves a bit to declare unused
    const std::pair<std::string_view, std::string> rows[] = {
        {"nothing", ""},
        {"octets left over", rsa_spki(n, f4) + std::string(2, '\0')},
        {"RSA without NULL", sequence({sequence({rsa_oid}), bit_string(pair)})},
        {"three elements", sequence({sequence({rsa_oid, null}), bit_string(pair), null})},
        {"one element", sequence({sequence({rsa_oid, null})})},
        {"no BIT STRING", sequence({sequence({rsa_oid, null}), tlv(4, pair)})},
        {"unused bits", sequence({sequence({ed25519_oid}), tlv(3, "\x01" + x)})},
        {"octets behind the RSA numbers",
         sequence({sequence({rsa_oid, null}), bit_string(pair + "x")})},
        {"three RSA numbers", sequence(
                                  {sequence({rsa_oid, null}),
                                   bit_string(sequence({integer(n), integer(f4), integer(f4)}))}
                              )},
        {"negative RSA modulus",
         sequence({sequence({rsa_oid, null}), bit_string(sequence({tlv(2, n), integer(f4)}))})},
        {"long form of a length",
         "\x30\x81\x2a" + sequence({sequence({ed25519_oid}), bit_string(x)}).substr(2)},
        {"indefinite length", "\x30\x80" +
                                  sequence({sequence({ed25519_oid}), bit_string(x)}).substr(2) +
                                  std::string(2, '\0')},
        {"Ed25519 with NULL", sequence({sequence({ed25519_oid, null}), bit_string(x)})},
        {"EC without parameters", sequence({sequence({ec_oid}), bit_string(p256_point())})},
        {"EC with NULL", ec_spki(null, p256_point())},
        {"PKCS#1", pair},
    };
    for (const auto& [name, der] : rows)
        EXPECT_EQ(from_der(der), errc::bad_key_encoding) << name;
}

TEST(PublicKey, RefusesEveryCutOfItsEncoding)
{
    const std::string der = ec_spki(p256_oid, p256_point());
    ASSERT_EQ(from_der(der), error_code());
    for (std::size_t size = 0; size < der.size(); ++size)
        ASSERT_TRUE(from_der(der.substr(0, size)).failed()) << size;
}

TEST(PublicKey, RefusesEveryOtherType)
{
    const std::string pair = sequence({integer(numbers(algorithm::rs256).first), integer(f4)});
    const auto spki = [](std::string_view oid, std::string_view key) {
        return sequence({sequence({from_hex(oid)}), bit_string(key)});
    };
    const std::pair<std::string_view, std::string> rows[] = {
        {"RSASSA-PSS", spki("06092a864886f70d01010a", pair)},
        {"RSAES-OAEP", spki("06092a864886f70d010107", pair)},
        {"X25519", spki("06032b656e", std::string(32, '\x09'))},
        {"Ed448", spki("06032b6571", std::string(57, '\x09'))},
        {"DSA", spki("06072a8648ce380401", integer(f4))},
        {"DH", spki("06092a864886f70d010301", integer(f4))},
        {"secp256k1", ec_spki(from_hex("06052b8104000a"), p256_point())},
        {"secp112r1", ec_spki(from_hex("06052b81040006"), p256_point())},
        {"P-224", ec_spki(from_hex("06052b81040021"), p256_point())},
        {"brainpoolP256r1", ec_spki(from_hex("06092b2403030208010107"), p256_point())},
        {"SM2", ec_spki(from_hex("06082a811ccf5501822d"), p256_point())},
        {"unknown", spki("06032a0304", pair)},
    };
    for (const auto& [name, der] : rows)
        EXPECT_EQ(from_der(der), errc::unsupported_key_type) << name;
}

TEST(PublicKey, RefusesRsaOfAnotherSize)
{
    const std::string n = numbers(algorithm::rs256).first;
    const std::string short_of_one_bit = std::string(1, '\x7f') + n.substr(1);
    const std::pair<std::string, errc> rows[] = {
        {n.substr(0, 128), errc::rsa_size},
        {n.substr(0, 255), errc::rsa_size},
        {short_of_one_bit, errc::rsa_size},
        {"\x01" + std::string(512, '\xff'), errc::rsa_size},
        {n + n + n, errc::rsa_size},
        {n + n + n + n + n + n + n + n, errc::rsa_size},
        {std::string(100000, '\xff'), errc::rsa_size},
        {"", errc::not_minimal},
        {std::string(1, '\0'), errc::not_minimal},
        {std::string(1, '\0') + n, errc::not_minimal},
        {std::string(1, '\0') + n.substr(0, 255), errc::not_minimal},
    };
    for (const auto& [modulus, expected] : rows)
        EXPECT_EQ(from_rsa(modulus, f4), expected) << modulus.size();
    EXPECT_EQ(from_der(rsa_spki(short_of_one_bit, f4)), errc::rsa_size);
    EXPECT_EQ(from_der(rsa_spki(n + n + n, f4)), errc::rsa_size);
}

TEST(PublicKey, RefusesEveryOtherRsaExponent)
{
    const std::string n = numbers(algorithm::rs256).first;
    const number n_minus_2 = read(n);
    BN_sub_word(n_minus_2.get(), 2);
    const std::pair<std::string, errc> rows[] = {
        {from_hex("01"), errc::rsa_exponent},
        {from_hex("02"), errc::rsa_exponent},
        {from_hex("03"), errc::rsa_exponent},
        {from_hex("11"), errc::rsa_exponent},
        {from_hex("010000"), errc::rsa_exponent},
        {from_hex("010003"), errc::rsa_exponent},
        {from_hex("01000001"), errc::rsa_exponent},
        {from_hex("010000000000000001"), errc::rsa_exponent},
        {write(n_minus_2), errc::rsa_exponent},
        {"", errc::not_minimal},
        {from_hex("00"), errc::not_minimal},
        {from_hex("00010001"), errc::not_minimal},
    };
    for (const auto& [e, expected] : rows) {
        EXPECT_EQ(from_rsa(n, e), expected);
        if (expected == errc::rsa_exponent) {
            EXPECT_EQ(from_der(rsa_spki(n, e)), expected);
        }
    }
}

TEST(PublicKey, RefusesRsaModuliThatFactor)
{
    const std::string n = numbers(algorithm::rs256).first;
    std::string even = n;
    even.back() = static_cast<char>(even.back() & 0xfe);
    EXPECT_EQ(from_rsa(even, f4), errc::rsa_modulus);
    EXPECT_EQ(from_der(rsa_spki(even, f4)), errc::rsa_modulus);
    for (const BN_ULONG p : {3u, 5u, 7u, 743u, 751u}) {
        const number multiple = read(n);
        BN_sub_word(multiple.get(), BN_mod_word(multiple.get(), p));
        if (BN_is_odd(multiple.get()) == 0)
            BN_sub_word(multiple.get(), p);
        EXPECT_EQ(from_rsa(write(multiple), f4), errc::rsa_modulus) << p;
    }
}

TEST(PublicKey, RefusesTheSquareOfAPrime)
{
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    const number square(BN_new(), BN_free);
    BN_generate_prime_ex(square.get(), 1024, 0, nullptr, nullptr, nullptr);
    BN_sqr(square.get(), square.get(), context.get());
    EXPECT_EQ(from_rsa(write(square), f4), errc::rsa_modulus);
}

bool is_prime(BN_ULONG p)
{
    for (BN_ULONG d = 2; d * d <= p; ++d)
        if (p % d == 0)
            return false;
    return true;
}

// The numbers of the flawed library are k M + (65537^a mod M), M a product of the first primes.
TEST(PublicKey, RefusesTheRocaFingerprint)
{
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    const number m = read("\x01");
    for (BN_ULONG p = 2; p <= 701; ++p)
        if (is_prime(p))
            BN_mul_word(m.get(), p);
    const number power(BN_new(), BN_free);
    const number base = read(f4);
    const number exponent = read("\x12\x34\x56\x79");
    BN_mod_exp(power.get(), base.get(), exponent.get(), m.get(), context.get());
    const number n(BN_new(), BN_free);
    BN_lshift(n.get(), m.get(), 2048 - 971 + 1);
    BN_add(n.get(), n.get(), power.get());
    ASSERT_GE(BN_num_bits(n.get()), 2048);
    EXPECT_EQ(from_rsa(write(n), f4), errc::rsa_modulus);
}

TEST(PublicKey, RefusesPointsThatAreNotOnTheCurve)
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

TEST(PublicKey, RefusesPointsOfAnotherForm)
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

TEST(PublicKey, RefusesParametersThatAreSpelledOut)
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
TEST(PublicKey, RefusesEd25519OfLowOrder)
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

TEST(PublicKey, RefusesEd25519BeyondTheField)
{
    for (int first = 0xed; first <= 0xff; ++first)
        for (const char last : {'\x7f', '\xff'})
            EXPECT_EQ(
                from_ed25519(static_cast<char>(first) + std::string(30, '\xff') + last),
                errc::low_order_point
            );
}

TEST(PublicKey, RefusesEd25519OfAnotherWidth)
{
    const std::string x = numbers(algorithm::eddsa).first;
    for (const std::string& other : {std::string(), x.substr(1), x + '\0', '\0' + x, x + x})
        EXPECT_EQ(from_ed25519(other), errc::not_minimal) << other.size();
}

} // namespace
} // namespace postern::crypto
