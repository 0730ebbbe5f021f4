#include <postern/crypto/thread_pool.hpp>

#include <gtest/gtest.h>

#include <latch>
#include <new>
#include <thread>

namespace postern::crypto {
namespace {

TEST(ThreadPool, RefusesWhatHasNoRoomAndGoesOnAfterwards)
{
    thread_pool pool({1, 2});
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

TEST(ThreadPool, ReportsAJobThatThrowsAndGoesOn)
{
    std::latch reported(1);
    thread_pool pool({1, 2}, [&](const std::exception_ptr& thrown) {
        EXPECT_THROW(std::rethrow_exception(thrown), std::bad_alloc);
        reported.count_down();
    });
    EXPECT_TRUE(pool.post([] { throw std::bad_alloc(); }));
    reported.wait();
    std::latch done(1);
    EXPECT_TRUE(pool.post([&] { done.count_down(); }));
    done.wait();
}

TEST(ThreadPool, DropsWhatWaitsWhenItIsStopped)
{
    thread_pool pool({1, 1'000'000}); // never full: only stop() ends the loop below
    std::latch running(1);
    std::latch hold(1);
    int dropped = 0;
    ASSERT_TRUE(pool.post([&] {
        running.count_down();
        hold.wait();
    }));
    running.wait();
    ASSERT_TRUE(pool.post([&] { ++dropped; }));
    std::thread stopping([&] { pool.stop(); });
    while (pool.post([] {})) {}
    hold.count_down();
    stopping.join();
    EXPECT_EQ(dropped, 0);
    EXPECT_EQ(pool.pending(), 0U);
}

} // namespace
} // namespace postern::crypto
