#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// The real clock decides here, so what is meant to be valid now must say so.
std::string valid_now(const trusting_folder& home)
{
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return home.mint(
        {"--claim", "iat=" + std::to_string(now), "--claim", "exp=" + std::to_string(now + 600)}
    );
}

TEST(Explain, ShowsTheStepsAndTheAnswer)
{
    const trusting_folder home;
    const std::string token = valid_now(home);
    const typed_outcome ended = type(
        {"explain", "-c", home.configuration, "--endpoint", "/authz/nginx", "--token-file", "-"},
        token
    );
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 200, valid"));
    EXPECT_THAT(ended.out, HasSubstr("X-Authgear-User-Id: alice"));
    EXPECT_THAT(ended.out, HasSubstr("  credential "));
    EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("eyJ")));
}

TEST(Explain, ADenialIsADecisionToo)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"explain", "-c", home.configuration, "--endpoint", "/authz/nginx"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 401, none"));
}

TEST(Explain, FillsInWhatTheProxyWouldSayAndSaysSo)
{
    const trusting_folder home;
    const typed_outcome ended = type(
        {"explain", "-c", home.configuration, "--endpoint", "/authz/nginx", "--header",
         "x-forwarded-method: POST"}
    );
    EXPECT_THAT(ended.err, HasSubstr("X-Forwarded-Host: "));
    EXPECT_THAT(ended.err, Not(HasSubstr("X-Forwarded-Method")));
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 401, none"));
}

// The original target follows the prefix; everything else is filled in as Envoy would say it.
TEST(Explain, TakesTheOriginalTargetBehindAPrefix)
{
    const trusting_folder home;
    const typed_outcome ended = type(
        {"explain", "-c", home.configuration, "--endpoint", "/authz/envoy-prefix/orders?page=2"}
    );
    EXPECT_EQ(
        ended.err, "filled in, as the proxy would: Host: app.example.com\n"
                   "filled in, as the proxy would: X-Forwarded-Proto: https\n"
                   "filled in, as the proxy would: X-Forwarded-For: 192.0.2.1\n"
    );
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 401, none"));
    for (const char* other : {"/authz/envoy-prefixx", "/authz/envoy/orders"})
        EXPECT_EQ(type({"explain", "-c", home.configuration, "--endpoint", other}).code, 1);
}

TEST(Explain, FillsInNothingForADialectThatReadsNothing)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"explain", "-c", home.configuration, "--endpoint", "/resolve"});
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 200, none"));
}

TEST(Explain, DoesNotRepairWhatIsWrong)
{
    const trusting_folder home;
    const typed_outcome ended = type(
        {"explain", "-c", home.configuration, "--endpoint", "/authz/nginx", "--header",
         "X-Forwarded-Host:"}
    );
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 400, malformed"));
}

TEST(Explain, PresentsTheTokenWhereTheEndpointLooks)
{
    const trusting_folder home("endpoints:\n  - {path: /authz/app, dialect: generic, credentials: "
                               "[{cookie: app_token, holds: token}]}\n");
    const typed_outcome ended = type(
        {"explain", "-c", home.configuration, "--endpoint", "/authz/app", "--token-file",
         home.write("alice.jwt", valid_now(home))}
    );
    EXPECT_THAT(ended.out, HasSubstr("answer to the proxy: 200, valid")) << ended.err;
}

TEST(Explain, UnknownEndpointNamesTheOnesThereAre)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"explain", "-c", home.configuration, "--endpoint", "/authz/nginx/"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("\n  /authz/nginx  (nginx)"));
}

TEST(Explain, AHeaderThatIsNoneIsNotRepeated)
{
    const trusting_folder home;
    for (const char* header : {"hunter2", ": hunter2"}) {
        const typed_outcome ended =
            type({"explain", "-c", home.configuration, "--endpoint", "/resolve", "--header", header}
            );
        EXPECT_EQ(ended.code, 2);
        EXPECT_THAT(ended.err, Not(HasSubstr("hunter2")));
    }
}

TEST(Explain, JsonIsOneObject)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"explain", "--json", "-c", home.configuration, "--endpoint", "/resolve"});
    const auto found = boost::json::parse(ended.out);
    EXPECT_EQ(found.at("status"), 200);
    EXPECT_EQ(found.at("outcome"), "none");
    EXPECT_FALSE(found.at("steps").as_array().empty());
}

} // namespace
} // namespace postern::cli
