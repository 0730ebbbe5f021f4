// Known attacks on token verifiers, by name. Each differs from a token that is accepted in the
// named point alone.
#include <postern/codec/base64url.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/keys/jwks.hpp>

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>

#include <memory>
#include <support/issuer.hpp>

namespace postern::jwt {
namespace {

using crypto::algorithm;
using test::noon;

error_code verdict(const verifier& by, const std::string& text)
{
    const auto verified = by.verify(text, test::at(noon));
    return verified ? error_code() : verified.error();
}

std::string hmac_token(const std::string& header, const std::string& key)
{
    const std::string input = test::signing_input(header, test::claims_text());
    unsigned char tag[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(
        EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(input.data()), input.size(), tag, &size
    );
    return input + '.' + codec::base64url_encode({reinterpret_cast<const char*>(tag), size});
}

// CVE-2015-9235 and its many heirs: the public key, in whatever text, as the secret of an HMAC.
TEST(Attack, HmacWithThePublicKeyAsSecret)
{
    const verifier by = verifier::create({test::issuer(algorithm::rs256)}).value();
    const crypto::public_key key = test::public_key(algorithm::rs256);
    const std::string pem = key.to_pem();
    const std::string secrets[] = {"", pem, pem.substr(0, pem.size() - 1), key.numbers().first};
    for (const std::string& secret : secrets)
        EXPECT_EQ(
            verdict(by, hmac_token(R"({"alg":"HS256","kid":"k1"})", secret)),
            make_error_code(errc::algorithm_not_allowed)
        );
}

// RFC 8725 §3.10: a token that brings the key it is verified with.
TEST(Attack, KeyInTheTokensOwnHeader)
{
    const verifier by = verifier::create({test::issuer()}).value();
    const crypto::private_key& attacker = test::other_signing_key(test::usual);
    const std::string jwk = keys::to_jwk({"k1", attacker.public_part().value(), {test::usual}});
    const std::string header = R"({"alg":"ES256","kid":"k1","jwk":)" + jwk + "}";
    const std::string token = test::mint(attacker, test::usual, header, test::claims_text());
    EXPECT_EQ(verdict(by, token), make_error_code(errc::embedded_key));
}

// Every pair of algorithm and key: only the pinned one verifies.
TEST(Attack, AlgorithmOfTheSameFamilyUnderAPinnedKey)
{
    const algorithm rsa[] = {algorithm::rs256, algorithm::rs384, algorithm::rs512,
                             algorithm::ps256, algorithm::ps384, algorithm::ps512};
    for (const algorithm pinned : rsa) {
        auto issuer = test::issuer(pinned);
        for (const algorithm other : rsa)
            issuer.profile.algorithms.insert(other); // the profile alone would let all of them pass
        const verifier by = verifier::create({issuer}).value();
        for (const algorithm used : rsa)
            EXPECT_EQ(
                verdict(by, test::token({}, used)),
                used == pinned ? error_code() : make_error_code(errc::key_not_for_algorithm)
            ) << crypto::traits(used).name;
    }
}

// One parse: what is verified is what is read.
TEST(Attack, SignatureOfOneTokenUnderTheClaimsOfAnother)
{
    const verifier by = verifier::create({test::issuer()}).value();
    const std::string good = test::token();
    const std::string other = test::token({{"sub", R"("root")"}});
    const std::string spliced = other.substr(0, other.rfind('.')) + good.substr(good.rfind('.'));
    EXPECT_EQ(verdict(by, spliced), make_error_code(errc::signature_invalid));
}

// CVE-2022-21449 and its kin: zeros for r and s, and the group's order.
TEST(Attack, PsychicSignatures)
{
    std::string n("\xff\xff\xff\xff\0\0\0\0", 8);
    n +=
        std::string(8, '\xff') + "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
    const std::string zero(32, '\0');
    const std::string one = std::string(31, '\0') + '\x01';
    const verifier by = verifier::create({test::issuer()}).value();
    const std::string input =
        test::signing_input(R"({"alg":"ES256","kid":"k1"})", test::claims_text());
    for (const std::string& r : {zero, one, n})
        for (const std::string& s : {zero, one, n})
            EXPECT_EQ(
                verdict(by, input + '.' + codec::base64url_encode(r + s)),
                make_error_code(errc::signature_invalid)
            );
}

// SEC 1 lets (r, n-s) verify where (r, s) does: another text for the same token. It is accepted, so
// whatever takes tokens back must go by their claims and not by their text.
TEST(Attack, TheTwinOfAnEcdsaSignatureIsTheSameToken)
{
    const verifier by = verifier::create({test::issuer()}).value();
    const std::string token = test::token();
    std::string raw = codec::base64url_decode(token.substr(token.rfind('.') + 1)).value();
    const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(
        EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), &EC_GROUP_free
    );
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> s(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(raw.data()) + 32, 32, nullptr), &BN_free
    );
    BN_sub(s.get(), EC_GROUP_get0_order(group.get()), s.get());
    BN_bn2binpad(s.get(), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
    const std::string twin = token.substr(0, token.rfind('.') + 1) + codec::base64url_encode(raw);
    ASSERT_NE(twin, token);
    const auto verified = by.verify(twin, test::at(noon));
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->claims().id, "t-1");
}

// kjdev/nginx-auth-jwt 0.14.1: one hostile token changed how the next ones were judged.
TEST(Attack, NoTokenChangesHowTheNextIsJudged)
{
    const verifier by = verifier::create({test::issuer()}).value();
    const std::string forged = test::mint(
        test::other_signing_key(test::usual), test::usual, R"({"alg":"ES256","kid":"k1"})",
        test::claims_text()
    );
    const std::string hostile[] = {
        codec::base64url_encode(R"({"alg":"none"})") + ".e30.AA", "a.b.c", std::string(8000, '.'),
        hmac_token(R"({"alg":"HS256","kid":"k1"})", ""), forged};
    for (int round = 0; round != 2000; ++round)
        for (const std::string& text : hostile)
            ASSERT_NE(verdict(by, text), error_code());
    EXPECT_EQ(verdict(by, forged), make_error_code(errc::signature_invalid));
    EXPECT_EQ(verdict(by, test::token()), error_code());
}

// CVE-2025-53864: nesting as deep as the limit of a token allows.
TEST(Attack, DeepNestingAndManyMembers)
{
    const verifier by = verifier::create({test::issuer()}).value();
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_EQ(verdict(by, test::token({{"x", nested(15)}})), error_code());
    EXPECT_EQ(
        verdict(by, test::token({{"x", nested(16)}})), make_error_code(errc::bad_claims_json)
    );
    EXPECT_EQ(
        verdict(by, test::token({{"x", nested(2500)}})), make_error_code(errc::bad_claims_json)
    );

    std::string many = "{\"0\":0";
    for (int i = 1; i != 129; ++i)
        many += ",\"" + std::to_string(i) + "\":0";
    EXPECT_EQ(
        verdict(by, test::token({{"x", many + "}"}})), make_error_code(errc::bad_claims_json)
    );
}

} // namespace
} // namespace postern::jwt
