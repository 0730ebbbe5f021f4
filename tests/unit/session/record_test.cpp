// The record of a session: what is written is read, and nothing else passes for it.
#include <postern/session/session.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>

namespace postern::session {
namespace {

const time_point noon{std::chrono::seconds(1'800'000'000)};

record full()
{
    record made;
    made.user_id = "alice";
    made.created_at = noon + std::chrono::microseconds(250'001);
    made.authenticated_at = noon - std::chrono::seconds(60);
    made.expires_at = noon + std::chrono::hours(24);
    made.idle = std::chrono::hours(1);
    made.amr = {"pwd", "otp"};
    made.roles = {"staff"};
    made.anonymous = false;
    made.verified = true;
    made.client_id = "web";
    made.claims = {{"group", {{"ref", 7}}}};
    return made;
}

TEST(Record, IsReadAsItWasWritten)
{
    const record back = decode(encode(full(), "id"), "id").value();
    EXPECT_EQ(back.user_id, "alice");
    EXPECT_EQ(back.created_at, full().created_at);
    EXPECT_EQ(back.authenticated_at, noon - std::chrono::seconds(60));
    EXPECT_EQ(back.expires_at, noon + std::chrono::hours(24));
    EXPECT_EQ(back.idle, std::chrono::hours(1));
    EXPECT_EQ(back.amr, std::vector<std::string>({"pwd", "otp"}));
    EXPECT_EQ(back.roles, std::vector<std::string>({"staff"}));
    EXPECT_EQ(back.anonymous, false);
    EXPECT_EQ(back.verified, true);
    EXPECT_EQ(back.can_reauthenticate, std::nullopt);
    EXPECT_EQ(back.client_id, "web");
    EXPECT_EQ(back.claims, full().claims);
}

// As an earlier version, or somebody else, may have written it.
TEST(Record, NeedsNoMoreThanTheSecondOfItsCreation)
{
    boost::json::object all = boost::json::parse(encode(full(), "id")).as_object();
    all.erase("created_micros");
    EXPECT_EQ(decode(boost::json::serialize(all), "id")->created_at, noon);
}

TEST(Record, BelongsToItsIdAlone)
{
    EXPECT_EQ(decode(encode(full(), "id"), "other").error(), make_error_code(errc::unreadable));
}

// Each changes one member of a good record.
TEST(Record, IsReadStrictly)
{
    const std::pair<const char*, const char*> rows[] = {
        {"v", "2"},
        {"v", R"("1")"},
        {"binding", R"("x")"},
        {"binding", "null"},
        {"user_id", R"("")"},
        {"user_id", "7"},
        {"user_id", "null"},
        {"created_at", "-1"},
        {"created_micros", "-1"},
        {"created_micros", "1000000"},
        {"created_micros", R"("1")"},
        {"amr", R"("pwd")"},
        {"amr", "[1]"},
        {"roles", R"([""])"},
        {"verified", R"("y")"},
        {"idle_seconds", "1.5"},
        {"claims", "[]"},
        {"unknown", "1"},
    };
    for (const auto& [name, value] : rows) {
        boost::json::object all = boost::json::parse(encode(full(), "id")).as_object();
        all[name] = boost::json::parse(value);
        const auto read = decode(boost::json::serialize(all), "id");
        EXPECT_EQ(read ? error_code() : read.error(), make_error_code(errc::unreadable))
            << name << ' ' << value;
    }
    for (const char* text : {"", "{}", "[]", "null", "{\"v\":1}", "{\"v\":1,\"v\":1}", "\xff"})
        EXPECT_FALSE(decode(text, "id")) << text;
}

TEST(Cookie, IsRandomAndOfOneForm)
{
    std::set<std::string> all;
    for (int i = 0; i != 1000; ++i) {
        const secret made = make_cookie_value();
        EXPECT_TRUE(is_cookie_value(made.reveal()));
        all.insert(id_of(made.reveal()));
        EXPECT_EQ(id_of(made.reveal()).find(made.reveal()), std::string::npos);
    }
    EXPECT_EQ(all.size(), 1000U);
}

TEST(Cookie, HasAnIdThatIsItsDigest)
{
    // printf %s "$(printf 'A%.0s' $(seq 43))" | openssl dgst -sha256 -binary | base64 | tr +/ -_
    EXPECT_EQ(id_of(std::string(43, 'A')), "DwBzhbb51LfusnSGBa_hqYSgo7-j8BTQnip4TOnlzRo");
}

} // namespace
} // namespace postern::session
