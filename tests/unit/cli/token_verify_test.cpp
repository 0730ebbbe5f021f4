#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <thread>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct algorithm_row
{
    const char* name;
    bool shared_secret;
};

class RoundTrip : public testing::TestWithParam<algorithm_row>
{
};

// A configuration that trusts what `token mint` signs with the key in key.pem.
std::string trust(const folder& home, const algorithm_row& row)
{
    std::string keys = "{jwks_file: jwks.json}";
    if (row.shared_secret) {
        home.write(
            "key.pem", "q8VnT1yLxW4sZr7KdP0mHcJ5uFbE2aGoNi9XtRwYvQkM3jUhSlDzBfAeCpO6IgTq"
                       "L5xVn0wRz8KyM2tQp7Jc\r\n"
        );
        keys =
            "{hmac: [{kid: k1, algorithm: " + std::string(row.name) + ", secret_file: key.pem}]}";
    } else {
        type(
            {"key", "generate", "--algorithm", row.name, "--kid", "k1", "--out",
             home.file("key.pem"), "--jwks", home.file("jwks.json")}
        );
    }
    return home.write(
        "postern.yaml", "issuers:\n  - name: main\n    issuer: https://id.example.com\n"
                        "    algorithms: " +
                            std::string(row.name) + "\n    keys: " + keys + '\n'
    );
}

TEST_P(RoundTrip, WhatIsMintedIsInspectedAndVerified)
{
    const folder home;
    const std::string configuration = trust(home, GetParam());
    const typed_outcome minted = type(
        {"token", "mint", "--key", home.file("key.pem"), "--algorithm", GetParam().name, "--kid",
         "k1", "--issuer", "https://id.example.com", "--subject", "alice"}
    );
    ASSERT_EQ(minted.code, 0) << minted.err;

    const typed_outcome inspected = type({"token", "inspect"}, minted.out);
    EXPECT_EQ(inspected.code, 0) << inspected.err;
    EXPECT_THAT(inspected.out, HasSubstr(GetParam().name));

    const typed_outcome verified = type({"token", "verify", "-c", configuration}, minted.out);
    EXPECT_EQ(verified.code, 0) << verified.err;
    EXPECT_EQ(
        verified.out, "valid\n"
                      "  issuer        main\n"
                      "  iss           https://id.example.com\n"
                      "  kid           k1\n"
                      "  subject       alice\n"
                      "  expires       2030-01-01 00:10:00 UTC, in 10m\n"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Token, RoundTrip,
    testing::Values(
        algorithm_row{"RS256", false}, algorithm_row{"RS384", false}, algorithm_row{"RS512", false},
        algorithm_row{"PS256", false}, algorithm_row{"PS384", false}, algorithm_row{"PS512", false},
        algorithm_row{"ES256", false}, algorithm_row{"ES384", false}, algorithm_row{"ES512", false},
        algorithm_row{"EdDSA", false}, algorithm_row{"Ed25519", false},
        algorithm_row{"HS256", true}, algorithm_row{"HS384", true}, algorithm_row{"HS512", true}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(Verify, RefusalIsOneWithTheReason)
{
    const trusting_folder home;
    std::string forged = home.mint();
    forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
    struct row
    {
        const char* name;
        std::string token;
        const char* reason;
    };
    for (const row& r : std::vector<row>{
             {"forged", forged, "signature_invalid"},
             {"expired", home.mint({"--claim", "exp=1893455000", "--claim", "iat=1893454000"}),
              "expired"},
             {"other audience", home.mint({"--claim", "aud=\"x\""}), "audience"},
             {"other issuer", home.mint({"--claim", "iss=\"x\""}), "issuer_unknown"},
             {"other kid", home.mint({"--kid", "x"}), "key_unknown"},
             {"no token", "hello", "token_not_compact"},
         }) {
        SCOPED_TRACE(r.name);
        const typed_outcome ended = type({"token", "verify", "-c", home.configuration}, r.token);
        EXPECT_EQ(ended.code, 1);
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr(r.reason));
        EXPECT_THAT(ended.err, Not(HasSubstr("eyJ")));

        const typed_outcome json =
            type({"token", "verify", "--json", "-c", home.configuration}, r.token);
        EXPECT_EQ(json.code, 1);
        const auto verdict = boost::json::parse(json.out);
        EXPECT_EQ(verdict.at("valid"), false);
        EXPECT_THAT(std::string(verdict.at("reason").as_string()), HasSubstr(r.reason));
    }
}

// A token is valid only if an identity can be made of it: `serve` and `explain` ask for that, too.
TEST(Verify, RefusesATokenWithoutAnIdentityAsServeDoes)
{
    const trusting_folder home("    require: iss\n"
                               "identity: {headers: {X-Team: team}}\n");
    struct row
    {
        const char* name;
        std::vector<std::string> mint;
        const char* reason;
    };
    for (const row& r : std::vector<row>{
             {"no name", {"--without", "sub"}, "claim_missing"},
             {"roles of another type",
              {"--claim", "https://authgear.com/claims/user/roles=1"},
              "identity_claim_invalid"},
             {"control character in a mapped claim",
              {"--claim", "team=\"a\\nb\""},
              "claim_control_character"},
             {"more than the headers may hold",
              {"--claim", "team=\"" + std::string(4096, 't') + '"'},
              "identity_too_large"},
         }) {
        SCOPED_TRACE(r.name);
        std::vector<std::string> wanted{"--claim", "iat=1700000000"}; // explain has its own clock
        wanted.insert(wanted.end(), r.mint.begin(), r.mint.end());
        const std::string token = home.mint(wanted);
        const typed_outcome verified = type({"token", "verify", "-c", home.configuration}, token);
        EXPECT_EQ(verified.code, 1);
        EXPECT_EQ(verified.out, "");
        EXPECT_THAT(verified.err, HasSubstr(r.reason));
        const typed_outcome explained = type(
            {"explain", "-c", home.configuration, "--endpoint", "/authz/nginx", "--token-file",
             "-"},
            token
        );
        EXPECT_THAT(explained.out, HasSubstr(r.reason));
    }
}

TEST(Verify, ReadsAPipe)
{
    const trusting_folder home;
    const std::string pipe = home.file("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    std::thread writer([&] { std::ofstream(pipe) << home.mint() << '\n'; });
    const typed_outcome ended = type({"token", "verify", "-c", home.configuration, pipe});
    writer.join();
    EXPECT_EQ(ended.code, 0) << ended.err;
}

TEST(Verify, JsonNamesWhatWasProven)
{
    const trusting_folder home;
    const std::string file = home.write("alice.jwt", home.mint());
    const typed_outcome ended = type({"token", "verify", "--json", "-c", home.configuration, file});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const auto verdict = boost::json::parse(ended.out);
    EXPECT_EQ(verdict.at("valid"), true);
    EXPECT_EQ(verdict.at("issuer"), "main");
    EXPECT_EQ(verdict.at("subject"), "alice");
    EXPECT_EQ(verdict.at("kid").as_string(), home.kid);
    EXPECT_EQ(verdict.at("expires"), typed_at + 600);
}

TEST(Verify, SubjectCannotSteerTheTerminal)
{
    const trusting_folder home;
    const typed_outcome ended = type(
        {"token", "verify", "-c", home.configuration},
        home.mint({"--claim", "sub=\"x\\u202e\\u009by\""})
    );
    EXPECT_THAT(ended.out, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(ended.out, Not(HasSubstr("\xc2\x9b")));
}

TEST(Verify, BrokenConfigurationSaysItsProblems)
{
    const trusting_folder home("resolvr: {}\n");
    const typed_outcome ended = type({"token", "verify", "-c", home.configuration}, home.mint());
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr(":7:1: resolvr: "));
}

} // namespace
} // namespace postern::cli
