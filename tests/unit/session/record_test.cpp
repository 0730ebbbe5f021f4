// The stored record of a session, which is read strictly.
#include <postern/base/unix_time.hpp>
#include <postern/session/session.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>

namespace postern::session {
namespace {

using namespace std::chrono_literals;

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

// A good record with one member changed; without it, if `value` is nullptr.
std::string changed(const char* name, const char* value)
{
    boost::json::object all = boost::json::parse(encode(full(), "id")).as_object();
    if (value != nullptr)
        all[name] = boost::json::parse(value);
    else
        all.erase(name);
    return boost::json::serialize(all);
}

error_code error_of(const std::string& text)
{
    const auto read = decode(text, "id");
    return read ? error_code() : read.error();
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

// An earlier version, or another program, may have written only the second.
TEST(Record, MayHaveNoMicroseconds)
{
    EXPECT_EQ(decode(changed("created_micros", nullptr), "id")->created_at, noon);
}

TEST(Record, IsBoundToItsId)
{
    EXPECT_EQ(decode(encode(full(), "id"), "other").error(), make_error_code(errc::unreadable));
}

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
        {"created_micros", "-1"},
        {"created_micros", "1000000"},
        {"created_micros", "1e30"},
        {"created_micros", R"("1")"},
        {"amr", R"("pwd")"},
        {"amr", "[1]"},
        {"roles", R"([""])"},
        {"verified", R"("y")"},
        {"claims", "[]"},
        {"unknown", "1"},
    };
    for (const auto& [name, value] : rows)
        EXPECT_EQ(error_of(changed(name, value)), make_error_code(errc::unreadable))
            << name << ' ' << value;
    for (const char* text : {"", "{}", "[]", "null", "{\"v\":1}", "{\"v\":1,\"v\":1}", "\xff"})
        EXPECT_FALSE(decode(text, "id")) << text;
}

// Other programs write records, too, and the resolver adds the idle time to the present time.
TEST(Record, IsUnreadableWithADurationOutOfRange)
{
    EXPECT_EQ(decode(changed("idle_seconds", "1"), "id")->idle, 1s);
    EXPECT_EQ(decode(changed("idle_seconds", "315360000"), "id")->idle, longest_duration);
    for (const char* value :
         {"0", "-1", "1.5", "315360001", "250000000000", "2.5e11", "253402300799",
          "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e19", "1e300",
          "-9223372036854775808", "null", "true", R"("60")", static_cast<const char*>(nullptr)})
        EXPECT_EQ(error_of(changed("idle_seconds", value)), make_error_code(errc::unreadable))
            << (value != nullptr ? value : "absent");
}

TEST(Record, IsUnreadableWithATimeOutOfRange)
{
    for (const char* name : {"created_at", "authenticated_at", "expires_at"})
        for (const char* value :
             {"-1", "1.5", "253402300800", "9223372036854775807", "9223372036854775808", "1e19",
              "1e300", "-9223372036854775808", "null", "true", R"("1800000000")"})
            EXPECT_EQ(error_of(changed(name, value)), make_error_code(errc::unreadable))
                << name << ' ' << value;
}

// A time after 2255 counts as the last second that fits a time_point.
TEST(Record, MayHaveATimeBeyondTheClock)
{
    const auto read = decode(changed("expires_at", "253402300799"), "id");
    EXPECT_EQ(read.value().expires_at, at_second(last_kept_second));
}

TEST(Record, IsUnreadableIfItEndsBeforeItBegins)
{
    const std::pair<const char*, const char*> rows[] = {
        {"created_at", "1800086400"}, // and some microseconds
        {"expires_at", "1799999999"},
        {"expires_at", nullptr},
    };
    for (const auto& [name, value] : rows)
        EXPECT_EQ(error_of(changed(name, value)), make_error_code(errc::unreadable)) << name;
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
