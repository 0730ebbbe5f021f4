#include <postern/check/explain.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

#include <support/request.hpp>

namespace postern::check {
namespace {

explanation tell(const explain_request& request)
{
    test::check_fixture fixture;
    return explain(*fixture.config, *fixture.resolver, fixture.context, request);
}

std::string story(const explanation& told)
{
    std::string all;
    for (const explain_step& step : told.steps)
        all += step.name + ": " + step.finding + '\n';
    return all;
}

TEST(Explain, TellsAnAllowedCheckStepByStep)
{
    const explanation told = tell(
        {"GET", "/authz/nginx", test::forwarded({{"Authorization", "Bearer " + test::token()}})}
    );
    EXPECT_EQ(told.status, 200U);
    EXPECT_EQ(told.outcome, "valid");
    EXPECT_EQ(told.reason, "");
    EXPECT_EQ(
        story(told), "endpoint: /authz/nginx: dialect nginx, enforces\n"
                     "credential: found in Authorization: Bearer\n"
                     "proof: issuer main, user alice\n"
    );
    const auto user = std::find(
        told.headers.begin(), told.headers.end(),
        std::pair<std::string, std::string>("X-Authgear-User-Id", "alice")
    );
    EXPECT_NE(user, told.headers.end());
}

TEST(Explain, TellsWhyACheckIsRefusedAndShowsNoToken)
{
    const std::string expired = test::token({{"exp", "1700000000"}, {"iat", "1600000000"}});
    const explanation told =
        tell({"GET", "/authz/nginx", test::forwarded({{"Authorization", "Bearer " + expired}})});
    EXPECT_EQ(told.status, 401U);
    EXPECT_EQ(told.outcome, "invalid");
    EXPECT_EQ(told.reason, "expired");
    EXPECT_NE(story(told).find("proof: Authorization: Bearer: expired"), std::string::npos);
    EXPECT_EQ(story(told).find(expired.substr(0, 20)), std::string::npos);
}

TEST(Explain, TellsWhatTheProxyForgot)
{
    const explanation told = tell({"GET", "/authz/nginx", {}});
    EXPECT_EQ(told.status, 400U);
    EXPECT_NE(
        story(told).find("original: X-Forwarded-Method: original_missing"), std::string::npos
    );
}

TEST(Explain, EndsWithAnExceptionIfThereIsNoDecision)
{
    test::check_fixture fixture;
    fixture.context.stop();
    EXPECT_ANY_THROW(explain(
        *fixture.config, *fixture.resolver, fixture.context,
        {"GET", "/authz/nginx", test::forwarded()}
    ));
}

TEST(Explain, KnowsNoOtherPaths)
{
    EXPECT_EQ(tell({"GET", "/nowhere", {}}).status, 404U);
}

} // namespace
} // namespace postern::check
