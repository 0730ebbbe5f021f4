#include "cli/terminal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace postern::cli {
namespace {

struct text_row
{
    const char* name;
    std::string text;
    std::string shown;
};

TEST(WithoutSecrets, HidesEachOne)
{
    const std::vector<text_row> rows{
        {"none", "not expected: --jsn", "not expected: --jsn"},
        {"alone", "eyJh.eyJz.c2ln", "***"},
        {"quoted", "'eyJh.eyJz.c-_n' twice eyJh", "'***' twice ***"},
        {"assigned", "--token=eyJh.x.y", "--token=***"},
        {"inside", "xeyJh.x.y", "x***"},
        {"admin token", "not expected: 1mYq_0fZ-Tz3aPq7xV9sK2bL4nM6cR8d", "not expected: ***"},
        {"assigned secret", "--token=1mYq0fZTz3aPq7xV9sK2bL4nM6", "--token=***"},
        {"hexadecimal", "0123456789abcdef0123", "***"},
        {"letters", "abcdefghijABCDEFGHIJ", "***"},
        {"short", "0123456789abcdef012", "0123456789abcdef012"},
        {"words", "--a-long-option-of-many-words", "--a-long-option-of-many-words"},
        {"path", "/var/lib/postern-2/keys/main.pem", "/var/lib/postern-2/keys/main.pem"},
    };
    for (const text_row& row : rows)
        EXPECT_EQ(without_secrets(row.text), row.shown) << row.name;
}

TEST(UtcText, KnowsItsRange)
{
    EXPECT_EQ(utc_text(0), "1970-01-01 00:00:00 UTC");
    EXPECT_EQ(utc_text(1700000000), "2023-11-14 22:13:20 UTC");
    EXPECT_EQ(utc_text(253402300799), "9999-12-31 23:59:59 UTC");
    EXPECT_EQ(utc_text(253402300800), "");
    EXPECT_EQ(utc_text(-1), "");
    EXPECT_EQ(utc_text(std::numeric_limits<std::int64_t>::min()), "");
}

TEST(DistanceText, NamesTheTwoLargestUnits)
{
    struct row
    {
        std::int64_t seconds;
        const char* text;
    };
    const time_point now = std::chrono::system_clock::from_time_t(1000000);
    for (const row& r : std::vector<row>{
             {0, "in 0s"},
             {1, "in 1s"},
             {599, "in 9m 59s"},
             {3600, "in 1h"},
             {90061, "in 1d 1h"},
             {-1, "1s ago"},
             {-86400, "1d ago"},
         })
        EXPECT_EQ(distance_text(1000000 + r.seconds, now), r.text);
}

} // namespace
} // namespace postern::cli
