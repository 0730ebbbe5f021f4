// Every rule of a profile, on both sides of its edge.
#include "profile_maker.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace postern::jwt {
namespace {

using test::noon;
using namespace std::chrono_literals;

// One rule of a profile against one token.
struct row
{
    const char* name;
    std::function<void(profile&)> rules;
    std::vector<test::member> claims;
    errc reason{}; // none: verified
    long long now = noon;
};

const auto as_is = [](profile&) {};
const auto no_leeway = [](profile& p) { p.leeway = 0s; };
const auto ten_minutes = [](profile& p) { p.max_lifetime = 600s; };
const auto optional_expiry = [](profile& p) { p.expiry = expiry_rule::optional; };
const auto typed = [](profile& p) { p.subject_types = {"user", "application", "organization"}; };
const auto mask = [](profile& p) { p.permissions = permission_claim{{"prvd", "permissions"}, 32}; };
const std::string uuid = "0b7d1d6e-3f52-4b8a-9d6c-0a1b2c3d4e5f";

test::member sub(const std::string& text)
{
    return {"sub", '"' + text + '"'};
}

test::member prvd(const std::string& permissions)
{
    return {"prvd", "{\"permissions\":" + permissions + "}"};
}

const row rows[] = {
    {"good", as_is, {}},
    // exp: RFC 7519 §4.1.4
    {"one second before exp", no_leeway, {}, {}, noon + 599},
    {"at exp", no_leeway, {}, errc::expired, noon + 600},
    {"within leeway", as_is, {}, {}, noon + 604},
    {"at the end of leeway", as_is, {}, errc::expired, noon + 605},
    {"no exp", as_is, {{"exp", ""}}, errc::claim_missing},
    {"no exp where optional", optional_expiry, {{"exp", ""}}},
    {"no exp and no jti", optional_expiry, {{"exp", ""}, {"jti", ""}}, errc::claim_missing},
    {"expired where optional", optional_expiry, {}, errc::expired, noon + 605},
    // Beyond what a time_point holds: 2262, and the last year there is
    {"exp in 2270", as_is, {{"exp", "9467000000"}}},
    {"exp in 9999", as_is, {{"exp", "253402300799"}}},
    {"exp in 9999 and a longest life",
     ten_minutes,
     {{"exp", "253402300799"}},
     errc::lifetime_too_long},
    {"nbf in 2264", as_is, {{"nbf", "9300000000"}, {"exp", "253402300799"}}, errc::not_yet_valid},
    {"nbf in 9999 for ever",
     optional_expiry,
     {{"nbf", "253402300799"}, {"exp", ""}},
     errc::not_yet_valid},
    {"iat in 9999", optional_expiry, {{"iat", "253402300799"}, {"exp", ""}}, errc::not_yet_valid},
    // nbf, iat
    {"nbf at now", no_leeway, {{"nbf", "1800000000"}}},
    {"nbf one second ahead", no_leeway, {{"nbf", "1800000001"}}, errc::not_yet_valid},
    {"nbf ahead within leeway", as_is, {{"nbf", "1800000005"}}},
    {"nbf ahead beyond leeway", as_is, {{"nbf", "1800000006"}}, errc::not_yet_valid},
    {"iat ahead", as_is, {{"iat", "1800000006"}}, errc::not_yet_valid},
    {"iat after exp",
     as_is,
     {{"iat", "1800000002"}, {"exp", "1800000001"}},
     errc::times_contradict},
    {"nbf after exp",
     as_is,
     {{"nbf", "1800000002"}, {"exp", "1800000001"}},
     errc::times_contradict},
    {"no iat", as_is, {{"iat", ""}}},
    {"no iat where required",
     [](profile& p) {
         p.required = {"sub", "iat"};
     },
     {{"iat", ""}},
     errc::claim_missing},
    // max_lifetime
    {"lifetime at the limit", ten_minutes, {}},
    {"lifetime one over", ten_minutes, {{"exp", "1800000601"}}, errc::lifetime_too_long},
    {"long lifetime that ends soon",
     ten_minutes,
     {{"iat", "1799996400"}, {"exp", "1800000001"}},
     errc::lifetime_too_long},
    {"no iat, exp far", ten_minutes, {{"iat", ""}, {"exp", "1800000606"}}, errc::lifetime_too_long},
    {"no iat, exp at limit and leeway", ten_minutes, {{"iat", ""}, {"exp", "1800000605"}}},
    // aud: RFC 7519 §4.1.3
    {"aud in list", as_is, {{"aud", R"(["other","api"])"}}},
    {"aud missing", as_is, {{"aud", ""}}, errc::claim_missing},
    {"aud empty list", as_is, {{"aud", "[]"}}, errc::audience_mismatch},
    {"aud other", as_is, {{"aud", R"("other")"}}, errc::audience_mismatch},
    {"aud other case", as_is, {{"aud", R"("API")"}}, errc::audience_mismatch},
    {"aud with space", as_is, {{"aud", R"("api ")"}}, errc::audience_mismatch},
    {"aud joined", as_is, {{"aud", R"("other api")"}}, errc::audience_mismatch},
    {"aud prefix", as_is, {{"aud", R"("ap")"}}, errc::audience_mismatch},
    {"aud not examined", [](profile& p) { p.audience.clear(); }, {{"aud", ""}}},
    // iss
    {"iss other", as_is, {{"iss", R"("https://other.test")"}}, errc::issuer_unknown},
    {"iss with slash", as_is, {{"iss", R"("https://issuer.test/")"}}, errc::issuer_unknown},
    {"iss prefix", as_is, {{"iss", R"("https://issuer.tes")"}}, errc::issuer_unknown},
    {"iss other case", as_is, {{"iss", R"("HTTPS://issuer.test")"}}, errc::issuer_unknown},
    {"iss empty", as_is, {{"iss", R"("")"}}, errc::issuer_unknown},
    {"iss missing", as_is, {{"iss", ""}}, errc::issuer_unknown},
    {"no iss where none is expected", [](profile& p) { p.issuer.reset(); }, {{"iss", ""}}},
    {"iss where none is expected", [](profile& p) { p.issuer.reset(); }, {}, errc::issuer_unknown},
    // kind of token: RFC 8725 §3.11
    {"logout token", as_is, {{"events", "{}"}}, errc::not_access_token},
    {"ID token", as_is, {{"at_hash", R"("x")"}}, errc::not_access_token},
    {"ID token with code hash", as_is, {{"c_hash", R"("x")"}}, errc::not_access_token},
    {"nonce alone", as_is, {{"nonce", R"("x")"}}},
    {"bound to a key", as_is, {{"cnf", R"({"jkt":"x"})"}}, errc::sender_constrained},
    // required claims
    {"no sub", as_is, {{"sub", ""}}, errc::claim_missing},
    {"no jti where required",
     [](profile& p) {
         p.required = {"sub", "jti"};
     },
     {{"jti", ""}},
     errc::claim_missing},
    {"own claim required", [](profile& p) { p.required = {"tenant"}; }, {}, errc::claim_missing},
    {"own claim there", [](profile& p) { p.required = {"tenant"}; }, {{"tenant", "1"}}},
    // typed subjects
    {"user", typed, {sub("user:" + uuid)}},
    {"organization", typed, {sub("organization:" + uuid)}},
    {"type not listed", typed, {sub("token:" + uuid)}, errc::subject_invalid},
    {"type in capitals", typed, {sub("USER:" + uuid)}, errc::subject_invalid},
    {"no type", typed, {sub(uuid)}, errc::subject_invalid},
    {"empty type", typed, {sub(":" + uuid)}, errc::subject_invalid},
    {"two colons", typed, {sub("user::" + uuid)}, errc::subject_invalid},
    {"braces", typed, {sub("user:{" + uuid + "}")}, errc::subject_invalid},
    {"upper-case UUID",
     typed,
     {sub("user:0B7D1D6E-3f52-4b8a-9d6c-0a1b2c3d4e5f")},
     errc::subject_invalid},
    {"one digit too many", typed, {sub("user:" + uuid + "0")}, errc::subject_invalid},
    {"nil UUID", typed, {sub("user:00000000-0000-0000-0000-000000000000")}, errc::subject_invalid},
    {"two subjects", typed, {sub("user:" + uuid + ",organization:" + uuid)}, errc::subject_invalid},
    // permission mask
    {"mask", mask, {prvd("7")}},
    {"mask full", mask, {prvd("4294967295")}},
    {"mask one bit too many", mask, {prvd("4294967296")}, errc::permissions_invalid},
    {"mask negative", mask, {prvd("-1")}, errc::permissions_invalid},
    {"mask fraction", mask, {prvd("1.0")}, errc::permissions_invalid},
    {"mask exponent", mask, {prvd("1e0")}, errc::permissions_invalid},
    {"mask text", mask, {prvd(R"("7")")}, errc::permissions_invalid},
    {"mask true", mask, {prvd("true")}, errc::permissions_invalid},
    {"mask null", mask, {prvd("null")}, errc::permissions_invalid},
    {"mask list", mask, {prvd("[1]")}, errc::permissions_invalid},
    {"mask beyond a double", mask, {prvd("9007199254740993")}, errc::permissions_invalid},
    {"mask 2^64", mask, {prvd("18446744073709551616")}, errc::permissions_invalid},
    {"mask absent", mask, {}},
    {"mask in an empty object", mask, {{"prvd", "{}"}}},
    {"mask holder null", mask, {{"prvd", "null"}}, errc::permissions_invalid},
    {"mask holder list", mask, {{"prvd", "[]"}}, errc::permissions_invalid},
};

TEST(JwtVerifier, AppliesEachRuleOfAProfile)
{
    for (const row& r : rows) {
        SCOPED_TRACE(r.name);
        profile rules = base_profile();
        r.rules(rules);
        EXPECT_EQ(verdict(verifier_for(rules), test::token(r.claims), r.now), expected(r.reason));
    }
}

} // namespace
} // namespace postern::jwt
