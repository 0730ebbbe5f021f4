#include <postern/metrics/registry.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace postern::metrics {
namespace {

using namespace std::chrono_literals;

struct row
{
    const char* name;
    std::chrono::nanoseconds value;
    std::size_t bucket;
};

const row rows[] = {
    {"a negative value counts as zero", -5ns, 0},
    {"zero", 0ns, 0},
    {"a bound belongs to its bucket", 1000ns, 0},
    {"just over a bound is the next bucket", 1001ns, 1},
    {"ten microseconds", 10us, 3},
    {"a second", 1s, 18},
    {"more than a second", 1s + 1ns, 19},
    {"a day", 24h, 19},
};

TEST(Histogram, PutsValuesIntoTheirBuckets)
{
    for (const auto& [name, value, bucket] : rows) {
        SCOPED_TRACE(name);
        histogram subject;
        subject.observe(value);
        histogram::counts_type expected{};
        expected[bucket] = 1;
        EXPECT_EQ(subject.counts(), expected);
    }
}

TEST(Histogram, HasAscendingBoundsFromMicrosecondToSecond)
{
    const auto& bounds = histogram::bounds();
    ASSERT_EQ(bounds.size(), histogram::size - 1);
    EXPECT_TRUE(std::ranges::is_sorted(bounds));
    EXPECT_DOUBLE_EQ(bounds.front(), 1e-6);
    EXPECT_DOUBLE_EQ(bounds.back(), 1);
}

TEST(Histogram, AddsUpSeconds)
{
    histogram subject;
    subject.observe(1500ms);
    subject.observe(250us);
    subject.observe(-1s);
    EXPECT_DOUBLE_EQ(subject.sum_seconds(), 1.50025);
}

} // namespace
} // namespace postern::metrics
