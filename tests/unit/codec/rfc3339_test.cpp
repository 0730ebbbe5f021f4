// Times as other programs write them into records.
#include <postern/base/unix_time.hpp>
#include <postern/codec/rfc3339.hpp>

#include <gtest/gtest.h>

namespace postern::codec {
namespace {

using std::chrono::nanoseconds;

struct good_row
{
    const char* text;
    std::int64_t second;
    std::int64_t nanosecond;
};

constexpr good_row good[] = {
    {"1970-01-01T00:00:00Z", 0, 0},
    {"2027-01-15T08:00:00Z", 1800000000, 0},
    {"2027-01-15T08:00:00.5Z", 1800000000, 500000000},
    {"2027-01-15T08:00:00.123456789Z", 1800000000, 123456789},
    {"2027-01-15T16:00:00+08:00", 1800000000, 0},
    {"2027-01-15T04:30:00.25-03:30", 1800000000, 250000000},
    {"1969-12-31T23:00:00-01:00", 0, 0},
    {"2024-02-29T00:00:00Z", 1709164800, 0},
    {"2255-03-14T15:59:59Z", 8999999999, 0},
};

TEST(Rfc3339, IsRead)
{
    for (const good_row& row : good) {
        const auto read = rfc3339_decode(row.text);
        ASSERT_TRUE(read) << row.text;
        EXPECT_EQ(second_of(*read), row.second) << row.text;
        EXPECT_EQ(*read - at_second(row.second), nanoseconds(row.nanosecond)) << row.text;
    }
}

constexpr const char* bad[] = {
    "",
    "2027",
    "2027-01-15",
    "2027-01-15T08:00:00",
    "2027-01-15 08:00:00Z",
    "2027-01-15t08:00:00Z",
    "2027-01-15T08:00:00z",
    "2027-01-15T08:00:00Z ",
    " 2027-01-15T08:00:00Z",
    "2027-01-15T08:00Z",
    "2027-1-15T08:00:00Z",
    "02027-01-15T08:00:00Z",
    "-027-01-15T08:00:00Z",
    "+027-01-15T08:00:00Z",
    "2027-00-15T08:00:00Z",
    "2027-13-15T08:00:00Z",
    "2027-01-00T08:00:00Z",
    "2027-01-32T08:00:00Z",
    "2027-02-29T08:00:00Z",
    "2027-01-15T24:00:00Z",
    "2027-01-15T08:60:00Z",
    "2027-01-15T08:00:60Z",
    "2027-01-15T08:00:00.Z",
    "2027-01-15T08:00:00.1234567890Z",
    "2027-01-15T08:00:00,5Z",
    "2027-01-15T08:00:00.5",
    "2027-01-15T08:00:00+0800",
    "2027-01-15T08:00:00+08",
    "2027-01-15T08:00:00+24:00",
    "2027-01-15T08:00:00+08:60",
    "2027-01-15T08:00:00Z+08:00",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999999999Z",
    "1970-01-01T00:00:00+00:01",
    "2255-03-14T16:00:00Z",
    "9999-12-31T23:59:59Z",
};

TEST(Rfc3339, IsStrict)
{
    for (const char* const text : bad)
        EXPECT_FALSE(rfc3339_decode(text)) << text;
}

TEST(Rfc3339, ReadsNoPartOfATime)
{
    constexpr std::string_view whole = "2027-01-15T08:00:00.123+08:00";
    for (std::size_t n = 0; n != whole.size(); ++n)
        EXPECT_FALSE(rfc3339_decode(whole.substr(0, n))) << n;
}

} // namespace
} // namespace postern::codec
