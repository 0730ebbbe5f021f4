// Real sentinels: discovery and failover.
#include "running_service.hpp"
#include "sentinel_trio.hpp"

#include <gtest/gtest.h>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::running_service;
using test::sentinel_trio;

redis::options options_for(const sentinel_trio& trio)
{
    redis::options made;
    made.mode = mode::sentinel;
    made.master = "main";
    for (const auto& each : trio.sentinels)
        made.addresses.push_back({"127.0.0.1", each->port(), {}});
    return made;
}

// A write that two replicas have confirmed must not be lost.
bool write_safely(running_service& here, const char* key, const char* value)
{
    const std::vector<command> both{
        command("SET").key(key).arg(value), command("WAIT").beside(key).arg(2).arg(1000)};
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    const auto done = here.run(here.client->run_all(both, deadline));
    return done && done->back() == reply(2);
}

TEST(RedisSentinel, FindsTheMasterAndFollowsAFailover)
{
    sentinel_trio trio;
    running_service here(options_for(trio));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP")) << here.log.text();
    ASSERT_TRUE(write_safely(here, "postern:session:a", "1"));
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
    const auto before = here.client->topology();

    trio.servers[0].kill();
    EXPECT_TRUE(here.feed.comes("LOST", 500ms));
    EXPECT_LT(here.time_until_answer(20s), 15s) << here.log.text();
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 10s)) << here.log.text();
    EXPECT_EQ(*here.get("postern:session:a"), reply("1"));
    EXPECT_NE(here.client->topology(), before);
    const auto is_known = [&] { return trio.master() != trio.servers[0].port(); };
    EXPECT_TRUE(becomes_true(is_known, 10s)); // to the last sentinel, too
    EXPECT_TRUE(here.set("postern:session:b", "2"));
    EXPECT_TRUE(here.feed.comes("postern:session:b"));

    // The old master comes back and is made a replica; nobody uses it.
    trio.servers[0].start();
    const auto is_replica = [&] { return trio.servers[0].cli({"ROLE"}).starts_with("slave"); };
    EXPECT_TRUE(becomes_true(is_replica, 15s));
    EXPECT_TRUE(here.set("postern:session:c", "3"));
    EXPECT_TRUE(here.feed.comes("postern:session:c"));
    EXPECT_EQ(here.service.health(), error_code());
}

TEST(RedisSentinel, FollowsAFailoverThatAnOperatorAsksFor)
{
    sentinel_trio trio;
    running_service here(options_for(trio));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP")) << here.log.text();
    ASSERT_TRUE(write_safely(here, "postern:session:a", "1"));
    EXPECT_EQ(test::redis_cli(trio.sentinels[0]->port(), {"SENTINEL", "FAILOVER", "main"}), "OK\n");
    EXPECT_TRUE(here.feed.comes("LOST", 10s));
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 15s)) << here.log.text();
    EXPECT_LT(here.time_until_answer(), 3s);
    EXPECT_TRUE(here.set("postern:session:b", "2"));
    EXPECT_TRUE(here.feed.comes("postern:session:b"));
    EXPECT_EQ(*here.get("postern:session:a"), reply("1"));
}

TEST(RedisSentinel, KeepsTheMasterWithoutAnySentinel)
{
    sentinel_trio trio;
    auto options = options_for(trio);
    options.addresses.insert(options.addresses.begin(), {"127.0.0.1", test::free_port(), {}});
    running_service here(options);
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    for (auto& each : trio.sentinels)
        each->kill();
    std::this_thread::sleep_for(1500ms);
    EXPECT_TRUE(here.set("postern:session:a", "1"));
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
    EXPECT_EQ(here.feed.text(), "CAUGHT UP\npostern:session:a\n");
}

TEST(RedisSentinel, AnUnknownNameIsNoMaster)
{
    sentinel_trio trio;
    auto options = options_for(trio);
    options.master = "other";
    running_service here(options);
    EXPECT_EQ(here.get("a", 300ms).error(), errc::not_connected);
    EXPECT_EQ(here.service.health(), errc::no_master);
    EXPECT_TRUE(here.counted("redis_no_master"));
}

} // namespace
} // namespace postern::redis
