#include <postern/log/timestamp.hpp>

#include <gtest/gtest.h>

namespace postern::log {
namespace {

using namespace std::chrono_literals;

struct row
{
    std::int64_t milliseconds;
    std::string_view text;
};

// In this order: each second follows another one.
const row rows[] = {
    {0, "1970-01-01T00:00:00.000Z"},
    {999, "1970-01-01T00:00:00.999Z"},
    {1000, "1970-01-01T00:00:01.000Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {951782400000, "2000-02-29T00:00:00.000Z"},
    {1795379460123, "2026-11-22T20:31:00.123Z"},
    {1795379460007, "2026-11-22T20:31:00.007Z"},
    {4102444799999, "2099-12-31T23:59:59.999Z"},
};

TEST(Timestamp, WritesUtcToTheMillisecond)
{
    timestamp subject;
    for (const auto& [milliseconds, text] : rows)
        EXPECT_EQ(subject.text(time_point(std::chrono::milliseconds(milliseconds))), text);
}

TEST(Timestamp, CutsWhatIsFinerThanAMillisecond)
{
    EXPECT_EQ(timestamp().text(time_point(1999999us)), "1970-01-01T00:00:01.999Z");
}

} // namespace
} // namespace postern::log
