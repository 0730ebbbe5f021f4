#include "profile_maker.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace postern::jwt {
namespace {

using crypto::algorithm;
using test::claims_text;
using test::noon;

constexpr const char* es256_header = R"({"alg":"ES256","kid":"k1"})";
const auto as_is = [](profile&) {};

struct header_row
{
    const char* name;
    std::function<void(profile&)> rules;
    const char* header;
    errc reason{};
};

const auto require_type = [](profile& p) {
    p.types = {"at+jwt"};
    p.type_required = true;
};

const header_row header_rows[] = {
    {"no kid, one key fits", as_is, R"({"alg":"ES256"})"},
    {"unknown kid", as_is, R"({"alg":"ES256","kid":"k2"})", errc::key_unknown},
    {"kid of other case", as_is, R"({"alg":"ES256","kid":"K1"})", errc::key_unknown},
    {"path as kid", as_is, R"({"alg":"ES256","kid":"../../dev/null"})", errc::key_unknown},
    {"algorithm of no profile", as_is, R"({"alg":"RS256","kid":"k1"})",
     errc::algorithm_not_allowed},
    {"HMAC under a public key", as_is, R"({"alg":"HS256","kid":"k1"})",
     errc::algorithm_not_allowed},
    {"algorithm the key is not pinned to",
     [](profile& p) { p.algorithms.insert(algorithm::es384); }, R"({"alg":"ES384","kid":"k1"})",
     errc::key_not_for_algorithm},
    {"typ JWT", as_is, R"({"alg":"ES256","typ":"JWT"})"},
    {"typ in lower case", as_is, R"({"alg":"ES256","typ":"jwt"})"},
    {"typ as media type", as_is, R"({"alg":"ES256","typ":"application/AT+JWT"})"},
    {"typ of a logout token", as_is, R"({"alg":"ES256","typ":"logout+jwt"})",
     errc::type_not_allowed},
    {"typ of a DPoP proof", as_is, R"({"alg":"ES256","typ":"dpop+jwt"})", errc::type_not_allowed},
    {"required typ", require_type, R"({"alg":"ES256","typ":"at+jwt"})"},
    {"required typ is another", require_type, R"({"alg":"ES256","typ":"JWT"})",
     errc::type_not_allowed},
    {"required typ is absent", require_type, R"({"alg":"ES256"})", errc::type_missing},
};

TEST(JwtVerifier, ChoosesTheKeyAndChecksTheHeader)
{
    for (const header_row& r : header_rows) {
        SCOPED_TRACE(r.name);
        profile rules = base_profile();
        r.rules(rules);
        const std::string token = test::mint(algorithm::es256, r.header, claims_text());
        EXPECT_EQ(verdict(verifier_for(rules), token), expected(r.reason));
    }
}

TEST(JwtVerifier, RefusesATokenSignedWithAnotherKey)
{
    const std::string forged = test::mint(
        test::other_signing_key(algorithm::es256), algorithm::es256, es256_header, claims_text()
    );
    EXPECT_EQ(
        verifier_for(base_profile()).verify(forged, test::at(noon)).error(),
        make_error_code(errc::signature_invalid)
    );
}

TEST(JwtVerifier, TellsWhatItProved)
{
    const std::string uuid = "0b7d1d6e-3f52-4b8a-9d6c-0a1b2c3d4e5f";
    profile rules = base_profile();
    rules.subject_types = {"application"};
    rules.permissions = permission_claim{{"prvd", "permissions"}, 32};
    const auto verified = verifier_for(rules).verify(
        test::token(
            {{"sub", "\"application:" + uuid + '"'},
             {"prvd", R"({"permissions":5})"},
             {"nbf", "1799999990"}}
        ),
        test::at(noon)
    );
    ASSERT_TRUE(verified) << verified.error().message();
    EXPECT_EQ(verified->profile().name, "main");
    EXPECT_EQ(verified->kid(), "k1");
    EXPECT_EQ(verified->typed_subject()->type, "application");
    EXPECT_EQ(verified->typed_subject()->id, uuid);
    EXPECT_EQ(verified->permissions(), 5U);
    EXPECT_EQ(verified->claims().id, "t-1");
    EXPECT_EQ(verified->not_before(), test::at(noon - 5));
    EXPECT_EQ(verified->not_after(), test::at(noon + 605));
}

trusted_issuer issuer_with(std::optional<std::string> iss, algorithm id, const std::string& kid)
{
    profile rules;
    rules.name = iss.value_or("nameless-" + kid);
    rules.issuer = std::move(iss);
    rules.algorithms = {id};
    return {rules, keys::key_set::from_keys({test::trusted_key(id, kid)}).value()};
}

TEST(JwtVerifier, KeepsEachIssuerToItsOwnKeys)
{
    const auto both = verifier::create({
        issuer_with("https://a.test", algorithm::es256, "k"),
        issuer_with("https://b.test", algorithm::eddsa, "k"),
    });
    ASSERT_TRUE(both);
    const auto verify = [&](algorithm id, const char* header, const char* iss) {
        const auto done =
            both->verify(test::mint(id, header, claims_text({{"iss", iss}})), test::at(noon));
        return done ? error_code() : done.error();
    };
    const char* es = R"({"alg":"ES256","kid":"k"})";
    const char* ed = R"({"alg":"EdDSA","kid":"k"})";
    EXPECT_EQ(verify(algorithm::es256, es, R"("https://a.test")"), error_code());
    EXPECT_EQ(verify(algorithm::eddsa, ed, R"("https://b.test")"), error_code());
    EXPECT_EQ(
        verify(algorithm::es256, es, R"("https://b.test")"),
        make_error_code(errc::algorithm_not_allowed)
    );
    EXPECT_EQ(
        verify(algorithm::eddsa, ed, R"("https://a.test")"),
        make_error_code(errc::algorithm_not_allowed)
    );
}

TEST(JwtVerifier, FindsAKeyAmongTheIssuersWithoutIss)
{
    const auto both = verifier::create({
        issuer_with(std::nullopt, algorithm::es256, "k1"),
        issuer_with(std::nullopt, algorithm::eddsa, "k2"),
    });
    ASSERT_TRUE(both);
    const std::string claims = claims_text({{"iss", ""}});
    EXPECT_TRUE(both->verify(
        test::mint(algorithm::eddsa, R"({"alg":"EdDSA","kid":"k2"})", claims), test::at(noon)
    ));
    EXPECT_TRUE(
        both->verify(test::mint(algorithm::eddsa, R"({"alg":"Ed25519"})", claims), test::at(noon))
    );
}

TEST(JwtVerifier, RefusesATokenWithoutKidWhenSeveralKeysFit)
{
    profile rules = base_profile();
    keys::key other{
        "k2", test::other_signing_key(algorithm::es256).public_part().value(), {algorithm::es256}};
    auto set = keys::key_set::from_keys({test::trusted_key(algorithm::es256, "k1"), other}).value();
    const auto two = verifier::create({{rules, std::move(set)}}).value();
    EXPECT_EQ(
        two.verify(
               test::mint(algorithm::es256, R"({"alg":"ES256"})", claims_text()), test::at(noon)
        )
            .error(),
        make_error_code(errc::key_ambiguous)
    );
}

TEST(JwtVerifier, IsNotMadeOfContradictions)
{
    EXPECT_EQ(
        verifier::create({issuer_with("https://a.test", algorithm::es256, "1"),
                          issuer_with("https://a.test", algorithm::eddsa, "2")})
            .error(),
        make_error_code(errc::issuer_declared_twice)
    );
}

TEST(JwtVerifier, UsesNeitherOfTwoKeysWithOneKidAmongTheIssuersWithoutIss)
{
    const auto both = verifier::create(
        {issuer_with(std::nullopt, algorithm::es256, "k"),
         issuer_with(std::nullopt, algorithm::eddsa, "k")}
    );
    const std::string claims = claims_text({{"iss", ""}});
    const auto done = both->verify(
        test::mint(algorithm::eddsa, R"({"alg":"EdDSA","kid":"k"})", claims), test::at(noon)
    );
    EXPECT_EQ(done.error(), make_error_code(errc::key_ambiguous));
}

TEST(JwtVerifier, TakesTheKeysThatTheRingHasNow)
{
    const trusted_issuer changing = issuer_with("https://a.test", algorithm::es256, "k1");
    const auto by = verifier::create({changing}).value();
    const auto verify = [&](const char* kid) {
        const auto done = by.verify(
            test::mint(
                algorithm::es256, R"({"alg":"ES256","kid":")" + std::string(kid) + "\"}",
                claims_text({{"iss", R"("https://a.test")"}})
            ),
            test::at(noon)
        );
        return done ? error_code() : done.error();
    };
    EXPECT_EQ(verify("k1"), error_code());
    EXPECT_EQ(verify("k2"), make_error_code(errc::key_unknown));
    changing.keys.publish(
        keys::key_set::from_keys({test::trusted_key(algorithm::es256, "k2")}).value()
    );
    EXPECT_EQ(verify("k1"), make_error_code(errc::key_unknown));
    EXPECT_EQ(verify("k2"), error_code());
    changing.keys.publish({}, keys::completeness::partial);
    EXPECT_EQ(verify("k2"), make_error_code(errc::keys_unavailable));
}

// A candidate owns its key, so that a ring may change while a signature waits for the pool.
TEST(JwtVerifier, ProvesACandidateWithTheKeyThatItWasMatchedWith)
{
    const trusted_issuer changing = issuer_with("https://a.test", algorithm::es256, "k1");
    const auto by = verifier::create({changing}).value();
    const std::string text = test::mint(
        algorithm::es256, R"({"alg":"ES256","kid":"k1"})",
        claims_text({{"iss", R"("https://a.test")"}})
    );
    auto matched = by.examine(text).value();
    changing.keys.publish({}, keys::completeness::partial);
    const auto proven = by.prove(std::move(matched), test::at(noon));
    ASSERT_TRUE(proven);
    EXPECT_NE(proven->signer().generation, changing.keys.generation());
}

TEST(JwtVerifier, RefusesEverythingWithoutIssuers)
{
    const auto none = verifier::create({}).value();
    EXPECT_EQ(
        none.verify(test::token(), test::at(noon)).error(), make_error_code(errc::issuer_unknown)
    );
}

} // namespace
} // namespace postern::jwt
