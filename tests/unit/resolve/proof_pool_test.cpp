#include <postern/resolve/proof_pool.hpp>

#include <gtest/gtest.h>

#include <latch>

namespace postern::resolve {
namespace {

TEST(ProofPool, RefusesWhatHasNoRoomAndGoesOnAfterwards)
{
    proof_pool pool({1, 2});
    std::latch hold(1);
    std::latch done(3);
    const auto job = [&] {
        hold.wait();
        done.count_down();
    };
    EXPECT_TRUE(pool.post(job)); // runs
    EXPECT_TRUE(pool.post(job)); // wait
    EXPECT_TRUE(pool.post(job));
    EXPECT_FALSE(pool.post(job));
    EXPECT_EQ(pool.pending(), 3U);
    hold.count_down();
    done.wait();

    std::latch again(1);
    while (!pool.post([&] { again.count_down(); })) {}
    again.wait();
    pool.stop();
}

} // namespace
} // namespace postern::resolve
