#include <postern/keys/jwks.hpp>

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include <support/exact_copy.hpp>
#include <support/jwk_text.hpp>

namespace postern::keys {
namespace {

namespace json = boost::json;
using crypto::algorithm;
using crypto::algorithm_set;
using test::jwk;
using test::jwks;
using test::with;
using test::without;

constexpr algorithm_set all{algorithm::rs256, algorithm::rs512, algorithm::ps256, algorithm::es256,
                            algorithm::es384, algorithm::es512, algorithm::eddsa};

result<key_import> parse(std::string_view text, algorithm_set allowed = all)
{
    return parse_jwks(test::exact_copy(text), allowed);
}

TEST(Jwks, TakesEachTypeAndPinsItsAlgorithm)
{
    for (const algorithm id :
         {algorithm::rs256, algorithm::ps256, algorithm::es256, algorithm::es384, algorithm::es512,
          algorithm::eddsa}) {
        SCOPED_TRACE(crypto::traits(id).name);
        const auto import = parse(jwks({jwk(id, "one")})).value();
        ASSERT_EQ(import.keys.size(), 1u);
        EXPECT_TRUE(import.skipped.empty());
        EXPECT_EQ(import.keys[0].kid, "one");
        EXPECT_EQ(import.keys[0].algorithms, algorithm_set{id});
        EXPECT_TRUE(import.keys[0].verifies(id, "message", test::sign(id, "message")));
    }
}

TEST(Jwks, GivesAKeyWithoutAlgWhatTheProfileAllowsAndItsTypeFits)
{
    const auto rsa = parse(jwks({without(jwk(algorithm::rs256, "a"), "alg")})).value();
    EXPECT_EQ(
        rsa.keys.at(0).algorithms,
        (algorithm_set{algorithm::rs256, algorithm::rs512, algorithm::ps256})
    );
    const auto none =
        parse(jwks({without(jwk(algorithm::rs256, "a"), "alg")}), {algorithm::es256}).value();
    EXPECT_EQ(none.skipped.at(0).reason, errc::algorithm_mismatch);
}

TEST(Jwks, TakesBothNamesOfEd25519)
{
    const json::object key = jwk(algorithm::eddsa, "a");
    for (const char* name : {"EdDSA", "Ed25519"})
        EXPECT_EQ(parse(jwks({with(key, "alg", name)}))->keys.size(), 1u) << name;
}

struct skipped_row
{
    std::string_view name;
    json::value entry;
    error_code reason;
};

std::vector<skipped_row> skipped_rows()
{
    const json::object rsa = jwk(algorithm::rs256, "bad");
    const json::object ec = jwk(algorithm::es256, "bad");
    const json::object okp = jwk(algorithm::eddsa, "bad");
    const std::string n(rsa.at("n").as_string());
    return {
        {"a string", "x", errc::bad_member},
        {"null", nullptr, errc::bad_member},
        {"an array", json::array{rsa}, errc::bad_member},
        {"empty", json::object{}, errc::bad_member},
        {"kty absent", without(rsa, "kty"), errc::bad_member},
        {"kty number", with(rsa, "kty", 1), errc::bad_member},
        {"kty unknown", with(rsa, "kty", "LWE"), errc::unknown_type},
        {"kty in lower case", with(rsa, "kty", "rsa"), errc::unknown_type},
        {"kty of another type", with(rsa, "kty", "EC"), errc::bad_member},
        {"crv absent", without(ec, "crv"), errc::bad_member},
        {"crv null", with(ec, "crv", nullptr), errc::bad_member},
        {"crv secp256k1", with(ec, "crv", "secp256k1"), errc::unknown_type},
        {"crv of OKP", with(ec, "crv", "Ed25519"), errc::unknown_type},
        {"crv X25519", with(okp, "crv", "X25519"), errc::unknown_type},
        {"crv Ed448", with(okp, "crv", "Ed448"), errc::unknown_type},
        {"crv wider", with(without(ec, "alg"), "crv", "P-384"), crypto::errc::not_minimal},
        {"use enc", with(rsa, "use", "enc"), errc::not_for_signatures},
        {"use SIG", with(rsa, "use", "SIG"), errc::not_for_signatures},
        {"use empty", with(rsa, "use", ""), errc::bad_member},
        {"use number", with(rsa, "use", 1), errc::bad_member},
        {"use null", with(rsa, "use", nullptr), errc::bad_member},
        {"use array", with(rsa, "use", json::array{"sig"}), errc::bad_member},
        {"key_ops string", with(rsa, "key_ops", "verify"), errc::bad_member},
        {"key_ops null", with(rsa, "key_ops", nullptr), errc::bad_member},
        {"key_ops of numbers", with(rsa, "key_ops", json::array{"verify", 1}), errc::bad_member},
        {"key_ops twice verify", with(rsa, "key_ops", json::array{"verify", "verify"}),
         errc::bad_member},
        {"key_ops empty", with(rsa, "key_ops", json::array{}), errc::not_for_signatures},
        {"key_ops sign", with(rsa, "key_ops", json::array{"sign"}), errc::not_for_signatures},
        {"key_ops encrypt", with(rsa, "key_ops", json::array{"encrypt"}), errc::not_for_signatures},
        {"key_ops good, use enc", with(with(rsa, "key_ops", json::array{"verify"}), "use", "enc"),
         errc::not_for_signatures},
        {"alg null", with(rsa, "alg", nullptr), errc::bad_member},
        {"alg empty", with(rsa, "alg", ""), errc::bad_member},
        {"alg array", with(rsa, "alg", json::array{"RS256"}), errc::bad_member},
        {"alg none", with(rsa, "alg", "none"), errc::unknown_algorithm},
        {"alg RSA-OAEP", with(rsa, "alg", "RSA-OAEP"), errc::unknown_algorithm},
        {"alg ES521", with(ec, "alg", "ES521"), errc::unknown_algorithm},
        {"alg of another type", with(rsa, "alg", "ES256"), errc::algorithm_mismatch},
        {"alg of another curve", with(ec, "alg", "ES384"), errc::algorithm_mismatch},
        {"alg HS256", with(rsa, "alg", "HS256"), errc::algorithm_mismatch},
        {"alg outside the profile", with(rsa, "alg", "PS512"), errc::algorithm_mismatch},
        {"kid number", with(rsa, "kid", 1), errc::bad_member},
        {"kid null", with(rsa, "kid", nullptr), errc::bad_member},
        {"kid empty", with(rsa, "kid", ""), errc::bad_kid},
        {"kid too long", with(rsa, "kid", std::string(257, 'k')), errc::bad_kid},
        {"kid with line feed", with(rsa, "kid", "a\nb"), errc::bad_kid},
        {"kid with NUL", with(rsa, "kid", std::string("a\0", 2)), errc::bad_kid},
        {"kid beyond ASCII", with(rsa, "kid", "\xC3\xA9"), errc::bad_kid},
        {"d", with(rsa, "d", "AQ"), errc::private_members},
        {"d of no type", with(ec, "d", nullptr), errc::private_members},
        {"p", with(rsa, "p", "AQ"), errc::private_members},
        {"q", with(rsa, "q", "AQ"), errc::private_members},
        {"dp", with(rsa, "dp", "AQ"), errc::private_members},
        {"dq", with(rsa, "dq", "AQ"), errc::private_members},
        {"qi", with(rsa, "qi", "AQ"), errc::private_members},
        {"oth", with(rsa, "oth", json::array{}), errc::private_members},
        {"k", with(rsa, "k", "AQ"), errc::private_members},
        {"oct", json::object{{"kty", "oct"}, {"k", std::string(43, 'A')}}, errc::private_members},
        {"oct without k", json::object{{"kty", "oct"}}, errc::unknown_type},
        {"n absent", without(rsa, "n"), errc::bad_member},
        {"n number", with(rsa, "n", 1), errc::bad_member},
        {"n empty", with(rsa, "n", ""), errc::bad_member},
        {"n padded", with(rsa, "n", n + "="), errc::bad_member},
        {"n with plus", with(rsa, "n", "+" + n.substr(1)), errc::bad_member},
        {"n with leading zeros", with(rsa, "n", "AAAA" + n), crypto::errc::not_minimal},
        {"n of 1024 bit", with(rsa, "n", n.substr(0, 172)), crypto::errc::rsa_size},
        {"e absent", without(rsa, "e"), errc::bad_member},
        {"e 1", with(rsa, "e", "AQ"), crypto::errc::rsa_exponent},
        {"e 3", with(rsa, "e", "Aw"), crypto::errc::rsa_exponent},
        {"e with leading zero", with(rsa, "e", "AAEAAQ"), crypto::errc::not_minimal},
        {"y absent", without(ec, "y"), errc::bad_member},
        {"x and y the same", with(ec, "y", ec.at("x")), crypto::errc::point_not_on_curve},
        {"x short", with(ec, "x", "AQ"), crypto::errc::not_minimal},
        {"Ed25519 x short", with(okp, "x", "AQ"), crypto::errc::not_minimal},
        {"Ed25519 identity", with(okp, "x", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
         crypto::errc::low_order_point},
    };
}

TEST(Jwks, SkipsAKeyThatCannotBeUsedAndKeepsTheOthers)
{
    const json::object good = jwk(algorithm::es384, "good");
    for (const skipped_row& row : skipped_rows()) {
        SCOPED_TRACE(row.name);
        const auto import = parse(jwks({row.entry, good}));
        ASSERT_TRUE(import) << import.error().message();
        ASSERT_EQ(import->keys.size(), 1u);
        EXPECT_EQ(import->keys[0].kid, "good");
        ASSERT_EQ(import->skipped.size(), 1u);
        EXPECT_EQ(import->skipped[0].reason, row.reason) << import->skipped[0].reason.message();
        EXPECT_EQ(classify(import->skipped[0].reason), failure::malformed);
    }
}

TEST(Jwks, TakesMembersThatDoNoHarm)
{
    const json::object key = jwk(algorithm::rs256, "a");
    const json::value harmless[] = {
        without(key, "use"),
        without(key, "kid"),
        with(key, "key_ops", {"verify"}),
        with(key, "key_ops", {"verify", "sign"}),
        with(key, "x5c", {"MIIB"}),
        with(key, "x5t", 1),
        with(key, "unknown", nullptr),
        with(key, "kid", std::string(256, 'k')),
        with(key, "kid", "a kid: with ~ marks!"),
    };
    for (const json::value& entry : harmless)
        EXPECT_EQ(parse(jwks({entry}))->keys.size(), 1u) << entry;
}

TEST(Jwks, IsAnObjectWithAnArrayOfKeys)
{
    for (const std::string_view text :
         {"", "x", "[]", "null", "{}", R"({"keys":{}})", R"({"keys":null})", R"({"keys":"x"})",
          R"({"Keys":[]})", R"({"keys":[]} x)", R"({"keys":[],"keys":[]})", R"({"keys":[})",
          R"({"keys":[{"kty":"RSA","kty":"EC"}]})", "\xEF\xBB\xBF{\"keys\":[]}"})
        EXPECT_EQ(parse(text).error(), errc::not_a_key_set) << text;
    EXPECT_TRUE(parse(R"({"keys":[],"more":{"x":1}})"));
}

TEST(Jwks, IsBounded)
{
    const std::string text = R"({"keys":[]})";
    const jwks_limits small{.size = text.size(), .keys = 2};
    EXPECT_TRUE(parse_jwks(text, all, small));
    EXPECT_EQ(parse_jwks(text + " ", all, small).error(), errc::too_large);
    EXPECT_TRUE(parse(text + std::string(512 * 1024 - text.size(), ' ')));
    EXPECT_EQ(
        parse(text + std::string(512 * 1024 - text.size() + 1, ' ')).error(), errc::too_large
    );
    const jwks_limits two{.keys = 2};
    EXPECT_TRUE(parse_jwks(R"({"keys":[1,2]})", all, two));
    EXPECT_EQ(parse_jwks(R"({"keys":[1,2,3]})", all, two).error(), errc::too_many_keys);
    EXPECT_TRUE(parse(jwks(json::array(128, nullptr))));
    EXPECT_EQ(parse(jwks(json::array(129, nullptr))).error(), errc::too_many_keys);
}

TEST(Jwks, UsesNoKeyOfANameGivenTwice)
{
    const json::object one = jwk(algorithm::es256, "same");
    const json::object two = jwk(algorithm::es384, "same");
    const json::object other = jwk(algorithm::eddsa, "other");
    const auto import = parse(jwks({one, other, two})).value();
    ASSERT_EQ(import.keys.size(), 1u);
    EXPECT_EQ(import.keys[0].kid, "other");
    ASSERT_EQ(import.skipped.size(), 2u);
    for (const skipped_key& skipped : import.skipped) {
        EXPECT_EQ(skipped.kid, "same");
        EXPECT_EQ(skipped.reason, errc::duplicate_kid);
    }
}

TEST(Jwks, CountsANameEvenIfItsKeyIsNotUsable)
{
    const json::object good = jwk(algorithm::es256, "same");
    const json::object weak = with(jwk(algorithm::rs256, "same"), "e", "AQ");
    for (const json::array& list : {json::array{good, weak}, json::array{weak, good}}) {
        const auto import = parse(jwks(list)).value();
        EXPECT_TRUE(import.keys.empty());
        ASSERT_EQ(import.skipped.size(), 2u);
        EXPECT_EQ(import.skipped[0].reason, crypto::errc::rsa_exponent);
        EXPECT_EQ(import.skipped[1].reason, errc::duplicate_kid);
    }
}

TEST(Jwks, LetsAnEncryptionKeyShareAName)
{
    const json::object good = jwk(algorithm::es256, "same");
    const json::object enc = with(jwk(algorithm::rs256, "same"), "use", "enc");
    const auto import = parse(jwks({enc, good})).value();
    ASSERT_EQ(import.keys.size(), 1u);
    EXPECT_EQ(import.skipped.at(0).reason, errc::not_for_signatures);
}

TEST(Jwks, LetsSeveralKeysHaveNoName)
{
    const auto import = parse(jwks(
        {without(jwk(algorithm::es256, "x"), "kid"), without(jwk(algorithm::es384, "x"), "kid")}
    ));
    EXPECT_EQ(import->keys.size(), 2u);
}

TEST(Jwks, KeepsTheNameOfASkippedKeyAsItIs)
{
    const std::string kid = std::string("a\r\n\0\\", 5) + "\xC3\xA9" + std::string(100, 'k');
    const auto import = parse(jwks({with(jwk(algorithm::es256, "x"), "kid", kid)})).value();
    EXPECT_EQ(import.skipped.at(0).kid, kid);
}

} // namespace
} // namespace postern::keys
