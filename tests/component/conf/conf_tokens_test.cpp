// The files in conf/ decide about tokens shaped as each system documents them.
#include <postern/app/application.hpp>

#include "workspace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <support/mint.hpp>
#include <support/request.hpp>
#include <utility>

namespace postern::test {
namespace {

using crypto::algorithm;

// $NOW, $SOON (ten minutes on) and $LATE (a month on) in a text become numbers.
std::string at_this_hour(std::string text)
{
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch()
    )
                         .count();
    const std::pair<std::string, long long> times[] = {
        {"$NOW", now}, {"$SOON", now + 600}, {"$LATE", now + 30 * 86400}};
    for (const auto& [name, value] : times)
        for (std::size_t at; (at = text.find(name)) != text.npos;)
            text.replace(at, name.size(), std::to_string(value));
    return text;
}

config::configuration load_conf(const std::string& name)
{
    std::stringstream text;
    text << std::ifstream(std::filesystem::path(POSTERN_SOURCE_DIR) / "conf" / name).rdbuf();
    config::configuration made = std::move(*shared_workspace().load(text.str()).value);
    for (issuers::options& each : made.issuers) // keys that are fetched lie in a file here
        if (!std::exchange(each.keys.remotes, {}).empty())
            each.keys.jwks_file = shared_workspace().folder() / "keys/provide.jwks.json";
    return made;
}

struct row
{
    const char* name;
    const char* conf;
    const char* endpoint;
    algorithm alg;
    std::string header;
    std::string claims;
    std::string reason;                                       // empty: allowed
    std::vector<std::pair<std::string, std::string>> headers; // some of those that must be there
};

const std::string nats =
    R"({"permissions":{"publish":{"allow":["baseline.>"]},"subscribe":{"allow":["user.1"]}}})";
const std::string uuid = "0b7d1d6e-3f52-4b8a-9d6c-0a1b2c3d4e5f";

std::string authgear(const std::string& more = "")
{
    return R"({"iss":"https://auth.example.com","aud":["https://auth.example.com"],"iat":$NOW,"exp":$SOON,
        "client_id":"portal","scope":"openid https://authgear.com/scopes/full-access","auth_time":$NOW,
        "amr":["pwd","mfa"],"sub":"a6f4c9ee-62f5-4b2d-9c52-1d0e0a3cbb11",
        "jti":"8c2f7b1d9e4a6f3c","https://authgear.com/claims/user/is_anonymous":false,
        "https://authgear.com/claims/user/is_verified":true,
        "https://authgear.com/claims/user/can_reauthenticate":true,
        "https://authgear.com/claims/user/roles":["store_manager","salesperson"])" +
           more + "}";
}

std::string
provide(const std::string& subject, const std::string& times, const std::string& more = "")
{
    return R"({"iss":"https://ident.provide.services","aud":"https://ident.provide.services/api/v1",
        "jti":"7d1c4a9e-0000-4000-8000-9a8b7c6d5e4f","sub":")" +
           subject + "\"," + times +
           R"(,"prvd":{"permissions":7,"extended":{}},
        "nats":)" +
           nats + more + "}";
}

const std::string ag_header = R"({"alg":"RS256","kid":"rsa","typ":"at+jwt"})";
const std::string prvd_rs = R"({"alg":"RS256","kid":"10:5f:d2","typ":"JWT"})";
const std::string prvd_ed = R"({"alg":"EdDSA","kid":"ed","typ":"JWT"})";
const std::string amp_header = R"({"alg":"RS256","typ":"JWT"})";
const std::string main_header = R"({"alg":"RS256","kid":"rsa","typ":"JWT"})";

std::string main_claims(const std::string& more)
{
    return R"({"iss":"https://auth.example.com","sub":"alice")" + more + "}";
}

const std::string for_api = R"(,"aud":["https://api.example.com"],"iat":$NOW)";
const std::string day = R"("iat":$NOW,"exp":$SOON)";

const row rows[] = {
    {"authgear access token",
     "authgear.yaml",
     "/resolve",
     algorithm::rs256,
     ag_header,
     authgear(),
     "",
     {{"X-Authgear-Session-Valid", "true"},
      {"X-Authgear-User-Id", "a6f4c9ee-62f5-4b2d-9c52-1d0e0a3cbb11"},
      {"X-Authgear-User-Anonymous", "false"},
      {"X-Authgear-User-Verified", "true"},
      {"X-Authgear-User-Can-Reauthenticate", "true"},
      {"X-Authgear-User-Roles", "store_manager,salesperson"},
      {"X-Authgear-Session-Amr", "pwd mfa"}}},
    {"authgear behind nginx",
     "authgear.yaml",
     "/authz/nginx",
     algorithm::rs256,
     ag_header,
     authgear(),
     "",
     {{"X-Authgear-Client-Id", "portal"}}},
    {"authgear ID token",
     "authgear.yaml",
     "/resolve",
     algorithm::rs256,
     R"({"alg":"RS256","kid":"rsa","typ":"JWT"})",
     authgear(),
     "type_not_allowed",
     {{"X-Authgear-Session-Valid", "false"}}},
    {"authgear logout",
     "authgear.yaml",
     "/authz/nginx",
     algorithm::rs256,
     ag_header,
     authgear(R"(,"events":{})"),
     "not_access_token",
     {}},
    {"provide user",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("user:" + uuid, day),
     "",
     {{"X-Authgear-User-Id", uuid},
      {"X-Authgear-Subject-Type", "user"},
      {"X-Authgear-Permissions", "7"},
      {"X-Authgear-Nats", nats}}},
    {"provide application, Ed25519",
     "provide.yaml",
     "/authz/nginx",
     algorithm::eddsa,
     prvd_ed,
     provide("application:" + uuid, day),
     "",
     {{"X-Authgear-Subject-Type", "application"}}},
    {"provide organization",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("organization:" + uuid, day),
     "",
     {{"X-Authgear-Subject-Type", "organization"}}},
    {"provide token without expiry",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("application:" + uuid, R"("iat":$NOW)"),
     "",
     {}},
    {"provide refresh token",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("token:" + uuid, day),
     "subject_invalid",
     {}},
    {"provide invitation",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("invite:" + uuid, day),
     "subject_invalid",
     {}},
    {"provide for a month",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     prvd_rs,
     provide("user:" + uuid, R"("iat":$NOW,"exp":$LATE)"),
     "lifetime_too_long",
     {}},
    {"provide under a kid of Ed25519",
     "provide.yaml",
     "/authz/nginx",
     algorithm::rs256,
     R"({"alg":"RS256","kid":"ed"})",
     provide("user:" + uuid, day),
     "key_not_for_algorithm",
     {}},
    {"ampersand auth",
     "ampersand-auth.yaml",
     "/authz/nginx",
     algorithm::rs256,
     amp_header,
     R"({"sub":"customer-7","scope":"read write","exp":$SOON})",
     "",
     {{"X-Authgear-User-Id", "customer-7"}, {"X-Authgear-Scope", "read write"}}},
    {"ampersand auth without scope",
     "ampersand-auth.yaml",
     "/authz/nginx",
     algorithm::rs256,
     amp_header,
     R"({"sub":"customer-7","exp":$SOON})",
     "claim_missing",
     {}},
    {"ampersand auth without expiry",
     "ampersand-auth.yaml",
     "/authz/nginx",
     algorithm::rs256,
     amp_header,
     R"({"sub":"customer-7","scope":"read"})",
     "claim_missing",
     {}},
};

// These files trust the same issuer, and so decide alike.
std::vector<row> rows_of_defaults()
{
    std::vector<row> all;
    for (const char* const conf :
         {"minimal.yaml", "postern.yaml", "redis.yaml", "sentinel.yaml", "cluster.yaml"}) {
        const auto add = [&](const char* name, algorithm alg, const std::string& claims,
                             const std::string& reason) {
            all.push_back(
                {name, conf, "/authz/nginx", alg, main_header, main_claims(claims), reason, {}}
            );
        };
        add("good", algorithm::rs256, for_api + R"(,"exp":$SOON)", "");
        all.back().headers = {
            {"X-Authgear-Session-Valid", "true"}, {"X-Authgear-User-Id", "alice"}};
        add("good for a month", algorithm::rs256, for_api + R"(,"exp":$LATE)", "");
        add("without expiry", algorithm::rs256, for_api, "claim_missing");
        add("expired", algorithm::rs256, R"(,"aud":"https://api.example.com","exp":1700000000)",
            "expired");
        add("without audience", algorithm::rs256, R"(,"exp":$SOON)", "claim_missing");
        add("for others", algorithm::rs256, R"(,"aud":"https://x.example.com","exp":$SOON)",
            "audience_mismatch");
        add("forged", algorithm::eddsa, for_api + R"(,"exp":$SOON)", "signature_invalid");
    }
    return all;
}

class ConfTokens : public testing::TestWithParam<row>
{
};

TEST_P(ConfTokens, AreJudgedAsTheirSystemSays)
{
    const row& r = GetParam();
    const std::string token = mint(r.alg, r.header, at_this_hour(r.claims));
    check::explain_request request{
        "GET", r.endpoint, forwarded({{"Authorization", "Bearer " + token}})};
    const check::explanation told = app::explain(load_conf(r.conf), request);
    EXPECT_EQ(told.reason, r.reason);
    EXPECT_EQ(told.outcome, r.reason.empty() ? "valid" : "invalid");
    for (const auto& expected : r.headers)
        EXPECT_NE(std::find(told.headers.begin(), told.headers.end(), expected), told.headers.end())
            << expected.first;
}

std::string name_of(const testing::TestParamInfo<row>& each)
{
    std::string name = std::string(each.param.conf) + each.param.name;
    std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
    return name;
}

INSTANTIATE_TEST_SUITE_P(Conf, ConfTokens, testing::ValuesIn(rows), name_of);
INSTANTIATE_TEST_SUITE_P(Defaults, ConfTokens, testing::ValuesIn(rows_of_defaults()), name_of);

TEST(ConfCookies, HoldAuthgearTokensReadAfterTheHeader)
{
    const std::string token = mint(algorithm::rs256, ag_header, at_this_hour(authgear()));
    const check::explanation told = app::explain(
        load_conf("authgear.yaml"),
        {"GET",
         "/resolve",
         {{"Authorization", "Bearer x"}, {"Cookie", "app_access_token=" + token}}}
    );
    EXPECT_EQ(told.outcome, "valid");
}

} // namespace
} // namespace postern::test
