#include <postern/config/scalar.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace postern::config {
namespace {

using std::chrono::milliseconds;

TEST(Scalar, ReadsDurations)
{
    struct row
    {
        std::string text;
        std::int64_t value; // ms; -1: refused
    };
    const std::vector<row> rows{
        {"400ms", 400},
        {"5s", 5000},
        {"10m", 600'000},
        {"24h", 86'400'000},
        {"30d", 2'592'000'000},
        {"0s", 0},
        {"106751991167d", 9'223'372'036'828'800'000},
        {"106751991168d", -1},
        {"9223372036854775807ms", 9'223'372'036'854'775'807},
        {"9223372036854775808ms", -1},
        {"99999999999999999999s", -1},
        {"", -1},
        {"5", -1},
        {"s", -1},
        {"-5s", -1},
        {"+5s", -1},
        {"5 s", -1},
        {" 5s", -1},
        {"5s ", -1},
        {"1.5s", -1},
        {"5S", -1},
        {"5sec", -1},
        {"1h30m", -1}};
    for (const row& r : rows) {
        SCOPED_TRACE(r.text);
        const auto value = parse_duration(r.text);
        EXPECT_EQ(value ? value->count() : -1, r.value);
    }
}

TEST(Scalar, ReadsSizes)
{
    EXPECT_EQ(parse_size("512B"), 512u);
    EXPECT_EQ(parse_size("64KiB"), 64u * 1024);
    EXPECT_EQ(parse_size("8MiB"), 8u * 1024 * 1024);
    EXPECT_EQ(parse_size("2GiB"), 2ull * 1024 * 1024 * 1024);
    for (const char* const bad : {"512", "64KB", "64kib", "-1B", "1.5MiB", "9999999999999GiB", ""})
        EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Scalar, ReadsNumbers)
{
    EXPECT_EQ(parse_number("0"), 0u);
    EXPECT_EQ(parse_number("128"), 128u);
    EXPECT_EQ(parse_number("0x3"), 3u);
    EXPECT_EQ(parse_number("0xfF"), 255u);
    EXPECT_EQ(parse_number("0xffffffffffffffff"), ~std::uint64_t{0});
    for (const char* const bad :
         {"", "-1", "+1", "0x", "0x1ffffffffffffffff", "18446744073709551616", "1e3", "3.0", "0b1"})
        EXPECT_FALSE(parse_number(bad)) << bad;
}

TEST(Scalar, FormatsInTheLargestUnitThatDivides)
{
    EXPECT_EQ(format_duration(milliseconds(400)), "400ms");
    EXPECT_EQ(format_duration(milliseconds(130'000)), "130s");
    EXPECT_EQ(format_duration(milliseconds(86'400'000)), "1d");
    EXPECT_EQ(format_duration(milliseconds(0)), "0s");
    EXPECT_EQ(format_size(64 * 1024), "64KiB");
    EXPECT_EQ(format_size(1000), "1000B");
}

TEST(Scalar, ShowsTextOfTheFileWithoutControlCharacters)
{
    EXPECT_EQ(in_quotes("a b"), "`a b`");
    EXPECT_EQ(in_quotes("\x1b[2J\n\xc3"), "`\\u001b[2J\\u000a\\ufffd`");
    EXPECT_EQ(in_quotes(std::string(81, 'a')), '`' + std::string(80, 'a') + "...`");
}

} // namespace
} // namespace postern::config
