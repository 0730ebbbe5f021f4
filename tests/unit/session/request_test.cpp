// The request that creates a session.
#include <postern/base/unix_time.hpp>
#include <postern/session/session.hpp>

#include <gtest/gtest.h>

namespace postern::session {
namespace {

using namespace std::chrono_literals;

const time_point noon{std::chrono::seconds(1'800'000'000)};

TEST(Request, NeedsOnlyAUser)
{
    std::string why;
    const record made = parse_new(R"({"user_id":"alice"})", {}, noon, why).value();
    EXPECT_EQ(made.user_id, "alice");
    EXPECT_EQ(made.created_at, noon);
    EXPECT_EQ(made.authenticated_at, noon);
    EXPECT_EQ(made.idle, 168h);
    EXPECT_EQ(made.expires_at, noon + 720h);
    EXPECT_TRUE(made.roles.empty());
}

TEST(Request, OverridesTheDefaults)
{
    std::string why;
    const record made = parse_new(
                            R"({"user_id":"a","authenticated_at":1799999000,"idle_seconds":60,)"
                            R"("lifetime_seconds":3600,"amr":["otp"],"roles":["r"],)"
                            R"("anonymous":true,"client_id":"web","claims":{"x":1}})",
                            {}, noon, why
    )
                            .value();
    EXPECT_EQ(made.authenticated_at, time_point(1799999000s));
    EXPECT_EQ(made.idle, 60s);
    EXPECT_EQ(made.expires_at, noon + 1h);
    EXPECT_EQ(made.amr, std::vector<std::string>{"otp"});
    EXPECT_EQ(made.anonymous, true);
    EXPECT_EQ(made.client_id, "web");
}

TEST(Request, MayHaveATimeBeyondTheClock)
{
    std::string why;
    const record made =
        parse_new(R"({"user_id":"a","authenticated_at":253402300799})", {}, noon, why).value();
    EXPECT_EQ(made.authenticated_at, at_second(last_kept_second));
    EXPECT_EQ(decode(encode(made, "id"), "id")->authenticated_at, made.authenticated_at);
}

struct row
{
    const char* body;
    errc reason;
    const char* problem;
};

const row rows[] = {
    {"", errc::not_an_object, "not one JSON object"},
    {"[]", errc::not_an_object, "not one JSON object"},
    {"{}", errc::user_missing, "user_id"},
    {R"({"user_id":""})", errc::bad_member, "user_id"},
    {R"({"user_id":7})", errc::bad_member, "user_id"},
    {R"({"user_id":"a\nb"})", errc::bad_member, "user_id"},
    {R"({"user_id":"a","user_id":"b"})", errc::not_an_object, "not one JSON object"},
    {R"({"user_id":"a","role":["x"]})", errc::unknown_member, "role"},
    {R"({"user_id":"a","roles":"x"})", errc::bad_member, "roles"},
    {R"({"user_id":"a","roles":[1]})", errc::bad_member, "roles"},
    {R"({"user_id":"a","verified":"true"})", errc::bad_member, "verified"},
    {R"({"user_id":"a","created_at":1})", errc::unknown_member, "created_at"},
    {R"({"user_id":"a","created_micros":1})", errc::unknown_member, "created_micros"},
    {R"({"user_id":"a","expires_at":1})", errc::unknown_member, "expires_at"},
    {R"({"user_id":"a","idle_seconds":0})", errc::bad_member, "idle_seconds"},
    {R"({"user_id":"a","idle_seconds":-1})", errc::bad_member, "idle_seconds"},
    {R"({"user_id":"a","idle_seconds":999999999999})", errc::bad_member, "idle_seconds"},
    {R"({"user_id":"a","lifetime_seconds":0})", errc::bad_member, "lifetime_seconds"},
    {R"({"user_id":"a","lifetime_seconds":1.5})", errc::bad_member, "lifetime_seconds"},
    {R"({"user_id":"a","lifetime_seconds":"1h"})", errc::bad_member, "lifetime_seconds"},
    {R"({"user_id":"a","claims":[]})", errc::bad_member, "claims"},
    {R"({"user_id":"a","v":1})", errc::unknown_member, "v"},
    {R"({"user_id":"a","binding":"x"})", errc::unknown_member, "binding"},
};

TEST(Request, IsReadStrictly)
{
    for (const row& r : rows) {
        std::string why;
        const auto made = parse_new(r.body, {}, noon, why);
        EXPECT_EQ(made ? error_code() : made.error(), make_error_code(r.reason)) << r.body;
        EXPECT_EQ(why.substr(0, std::string(r.problem).size()), r.problem) << r.body;
    }
}

} // namespace
} // namespace postern::session
