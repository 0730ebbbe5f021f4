#include <postern/resolve/inline_budget.hpp>

#include <gtest/gtest.h>

#include <support/mint.hpp>

namespace postern::resolve {
namespace {

using crypto::algorithm;
using namespace std::chrono_literals;

const steady_point start{1h};

TEST(InlineBudget, AlwaysAdmitsWhatIsCheap)
{
    inline_budget budget;
    for (int i = 0; i != 10000; ++i) {
        EXPECT_TRUE(budget.admits(test::trusted_key(algorithm::hs256), start));
    }
    const keys::key rsa = test::trusted_key(algorithm::rs256);
    for (int i = 0; i != 10000; ++i)
        EXPECT_TRUE(budget.admits(rsa, start));
}

TEST(InlineBudget, NeverAdmitsWhatWouldStopTheLoop)
{
    inline_budget budget;
    EXPECT_FALSE(budget.admits(test::trusted_key(algorithm::es384), start));
    EXPECT_FALSE(budget.admits(test::trusted_key(algorithm::es512), start));
    const auto large = crypto::private_key::generate(algorithm::rs256, 4096).value();
    EXPECT_FALSE(budget.admits({"", large.public_part().value(), {algorithm::rs256}}, start));
}

TEST(InlineBudget, AdmitsAFewOfTheOthersInEachMillisecond)
{
    inline_budget budget;
    const keys::key key = test::trusted_key(algorithm::es256);
    const auto admitted = [&](steady_point now) {
        int count = 0;
        while (count != 100 && budget.admits(key, now))
            ++count;
        return count;
    };
    const int first = admitted(start);
    EXPECT_GT(first, 1);
    EXPECT_LT(first, 20);
    EXPECT_EQ(admitted(start + 999us), 0);
    EXPECT_EQ(admitted(start + 1ms), first);
}

} // namespace
} // namespace postern::resolve
