#include "refresh.hpp"

#include <gtest/gtest.h>

namespace postern::issuers {
namespace {

using namespace std::chrono_literals;

const steady_point start(1h);

class Refresh : public testing::Test
{
protected:
    refresh subject_{refresh_limits{}};
};

TEST_F(Refresh, BeginsAtOnceAndOnceOnly)
{
    EXPECT_FALSE(subject_.may_be_used(start));
    EXPECT_TRUE(subject_.begins(start, false));
    EXPECT_FALSE(subject_.begins(start, false));
    EXPECT_FALSE(subject_.begins(start + 1h, true)); // it is under way
}

struct age_row
{
    std::optional<std::chrono::seconds> max_age;
    std::chrono::seconds next;
};

const age_row age_rows[] = {
    {std::nullopt, 600s}, {0s, 60s},
    {59s, 60s},           {60s, 60s},
    {300s, 300s},         {86400s, 86400s},
    {86401s, 86400s},     {std::chrono::seconds(1LL << 31), 86400s},
};

TEST_F(Refresh, FollowsTheIssuersMaxAgeWithinLimits)
{
    for (const age_row& r : age_rows) {
        refresh subject{refresh_limits{}};
        ASSERT_TRUE(subject.begins(start, false));
        subject.on_success(start, r.max_age);
        EXPECT_FALSE(subject.begins(start + r.next - 1ms, false));
        EXPECT_TRUE(subject.begins(start + r.next, false)) << r.next.count();
    }
}

TEST_F(Refresh, BeginsForAnUnknownKidAfterTheCoolDownOfTheLastAttempt)
{
    ASSERT_TRUE(subject_.begins(start, false));
    subject_.on_success(start + 5s, std::nullopt);
    EXPECT_FALSE(subject_.begins(start + 29s, true));
    EXPECT_FALSE(subject_.begins(start + 30s, false));
    EXPECT_TRUE(subject_.begins(start + 30s, true));
    subject_.on_failure(start + 31s, 0.99); // the cool-down begins at the attempt, also if it fails
    EXPECT_FALSE(subject_.begins(start + 31s, true));
}

TEST_F(Refresh, WaitsLongerAfterEachFailure)
{
    steady_point now = start;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        ASSERT_TRUE(subject_.begins(now, false));
        subject_.on_failure(now, 0.999999);
        EXPECT_FALSE(subject_.begins(now + pause - 2ms, false));
        now += pause;
    }
    // With the smallest random number the pause is half as long.
    ASSERT_TRUE(subject_.begins(now, false));
    subject_.on_failure(now, 0);
    EXPECT_FALSE(subject_.begins(now + 15s - 1ms, false));
    ASSERT_TRUE(subject_.begins(now + 15s, false));
    // A success ends it.
    subject_.on_success(now, std::nullopt);
    ASSERT_TRUE(subject_.begins(now + 600s, false));
    subject_.on_failure(now + 600s, 0);
    EXPECT_TRUE(subject_.begins(now + 600s + 500ms, false));
}

TEST_F(Refresh, LetsKeysBeUsedForALimitedTime)
{
    ASSERT_TRUE(subject_.begins(start, false));
    subject_.on_success(start, std::nullopt);
    EXPECT_EQ(subject_.age(start + 7s), 7s);
    EXPECT_TRUE(subject_.may_be_used(start + 24h));
    EXPECT_FALSE(subject_.may_be_used(start + 24h + 1ns));
    // Failures change nothing of that.
    ASSERT_TRUE(subject_.begins(start + 20h, false));
    subject_.on_failure(start + 20h, 0);
    EXPECT_TRUE(subject_.may_be_used(start + 24h));
    EXPECT_FALSE(subject_.may_be_used(start + 24h + 1ns));
}

struct text_row
{
    const char* text;
    std::optional<std::chrono::seconds> age;
};

const text_row text_rows[] = {
    {"", std::nullopt},
    {"max-age=300", 300s},
    {"public, max-age=300, must-revalidate", 300s},
    {"Max-Age=300", 300s},
    {"max-age=\"300\"", 300s},
    {" max-age=300 ", 300s},
    {"max-age=300, max-age=500", 300s},
    {"max-age=0", 0s},
    {"no-store, max-age=300", 0s},
    {"max-age=300, no-cache", 0s},
    {"s-maxage=300", std::nullopt},
    {"max-age=", std::nullopt},
    {"max-age=-1", std::nullopt},
    {"max-age=1.5", std::nullopt},
    {"max-age=300s", std::nullopt},
    {"max-age = 300", std::nullopt},
    {"max-age=99999999999999999999999", std::chrono::seconds(1LL << 31)},
    {"max-age=9223372036854775807", std::chrono::seconds(1LL << 31)},
    {",,max-age=7,", 7s},
};

TEST(MaxAge, IsReadFromCacheControl)
{
    for (const text_row& r : text_rows)
        EXPECT_EQ(max_age_of(r.text), r.age) << r.text;
}

} // namespace
} // namespace postern::issuers
