// The strict import of PEM and SubjectPublicKeyInfo: each refusal is one row, made from a key that
// is accepted.
#include "key_import.hpp"

namespace postern::crypto {
namespace {

using test::pem;
using test::tlv;

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

} // namespace
} // namespace postern::crypto
