// Many requests of distinct keys at the same time, one percent of which time out: each answer is
// that of its own key, or there is none.
#include "running_service.hpp"

#include <boost/asio/experimental/parallel_group.hpp>
#include <gtest/gtest.h>

#include <random>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::options_for;
using test::redis_server;
using test::running_service;

struct counts
{
    int own = 0;
    int none = 0;
    int others = 0;
};

TEST(RedisMixUp, NoReplyReachesAnotherCommand)
{
    constexpr int keys = 1000;
    constexpr int requests = 50000;
    constexpr int at_once = 64;
    redis_server server;
    running_service here(options_for(server));
    for (int i = 0; i < keys; ++i)
        ASSERT_TRUE(here.set("key:" + std::to_string(i), std::to_string(i)));

    counts all;
    int left = requests;
    int running = at_once;
    std::mt19937 random(1);
    boost::asio::steady_timer ended(here.context, steady_point::max());
    const auto client = [&]() -> boost::asio::awaitable<void> {
        while (left-- > 0) {
            const auto number = random() % keys;
            const auto limit = random() % 100 == 0 ? 20us : 1000000us;
            auto get = command("GET").key("key:" + std::to_string(number));
            const auto deadline = std::chrono::steady_clock::now() + limit;
            const auto answer = co_await here.client->run(get, deadline);
            const bool is_own = answer && *answer == reply(std::to_string(number));
            ++(is_own ? all.own : answer ? all.others : all.none);
        }
        if (--running == 0)
            ended.cancel();
    };
    for (int i = 0; i < at_once; ++i)
        boost::asio::co_spawn(here.context, client, boost::asio::detached);
    const auto wait = [&]() -> boost::asio::awaitable<bool> {
        error_code ignored;
        co_await ended.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
        co_return true;
    };
    here.run(wait());
    EXPECT_EQ(all.others, 0);
    EXPECT_EQ(all.own + all.none, requests);
    EXPECT_GT(all.own, requests * 9 / 10);
    EXPECT_TRUE(here.counted("redis_timed_out"));
}

} // namespace
} // namespace postern::redis
