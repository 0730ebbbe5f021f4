// A real server that works, but refuses: users, rights, memory, disk, its number of clients. And a
// network that loses the feed without a sign.
#include "running_service.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <support/loopback.hpp>
#include <support/relay.hpp>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::options_for;
using test::redis_server;
using test::running_service;

TEST(RedisRefusals, AFeedThatGoesMuteIsNoticedAndMadeAnew)
{
    redis_server server;
    test::relay between(server.port());
    redis::options options;
    options.addresses = {*parse_address("127.0.0.1:" + std::to_string(between.port()))};
    running_service here(options);
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    between.mute_feed();
    EXPECT_TRUE(here.feed.comes("LOST", 2500ms));
    EXPECT_TRUE(here.get("a")); // the client's connection works all the time
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 2s));
    EXPECT_TRUE(here.counted("redis_feed_without_sign"));
}

TEST(RedisRefusals, EachHasItsReason)
{
    redis_server server;
    running_service here(options_for(server));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));

    server.cli({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_EQ(here.set("a", "1").error(), errc::out_of_memory);
    server.cli({"CONFIG", "SET", "maxmemory", "0"});

    server.cli({"CONFIG", "SET", "min-replicas-to-write", "1"});
    EXPECT_EQ(here.set("a", "1").error(), errc::no_replicas);
    server.cli({"CONFIG", "SET", "min-replicas-to-write", "0"});

    server.cli({"REPLICAOF", "127.0.0.1", std::to_string(test::free_port())});
    EXPECT_EQ(here.set("a", "1").error(), errc::read_only);
    server.cli({"REPLICAOF", "NO", "ONE"});
    EXPECT_LT(here.time_until_answer(), 1500ms);

    for (const char* reason : {"redis_out_of_memory", "redis_no_replicas", "redis_read_only"})
        EXPECT_TRUE(here.counted(reason)) << reason;
}

// An isolated old master with min-replicas-to-write takes no heartbeat.
TEST(RedisRefusals, AMasterThatHasLostItsReplicasIsNotBelieved)
{
    redis_server server;
    running_service here(options_for(server));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    server.cli({"CONFIG", "SET", "min-replicas-to-write", "1"});
    EXPECT_TRUE(here.feed.comes("LOST", 2500ms));
    EXPECT_EQ(here.service.health(), errc::no_replicas);
    server.cli({"CONFIG", "SET", "min-replicas-to-write", "0"});
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 3500ms));
}

TEST(RedisRefusals, ASnapshotThatCannotBeWrittenIsPersistence)
{
    redis_server server({"--save", "3600 1"});
    running_service here(options_for(server));
    ASSERT_TRUE(here.set("a", "1"));
    // A folder has the place of the snapshot.
    std::filesystem::create_directory(server.folder() / "dump.rdb");
    server.cli({"BGSAVE"});
    error_code refused;
    for (int i = 0; i < 50 && !refused; ++i) {
        here.run_for(50ms);
        const auto answer = here.set("a", "1");
        refused = answer.has_error() ? answer.error() : error_code();
    }
    EXPECT_EQ(refused, errc::persistence);
    EXPECT_EQ(*here.get("a"), reply("1"));
}

TEST(RedisRefusals, MoreClientsThanAllowedAreRefusedAndServedLater)
{
    redis_server server;
    auto only_one = test::loopback::tcp(server.port());
    only_one.send("CONFIG SET maxclients 1\r\n");
    std::this_thread::sleep_for(100ms);
    running_service here(options_for(server));
    EXPECT_EQ(here.get("a", 300ms).error(), errc::not_connected);
    EXPECT_TRUE(here.counted("redis_too_many_clients") || here.counted("redis_lost"));
    only_one.send("CONFIG SET maxclients 100\r\n");
    EXPECT_LT(here.time_until_answer(), 2500ms);
    EXPECT_TRUE(here.feed.comes("CAUGHT UP"));
}

TEST(RedisRefusals, APasswordIsNeededAndTheFileIsReadAgain)
{
    redis_server server({"--requirepass", "right"}, {"-a", "right"});
    const auto file = server.folder() / "password";
    std::ofstream(file) << "wrong";
    auto options = options_for(server);
    options.login.password_file = file;
    running_service here(options);
    EXPECT_EQ(here.get("a", 100ms).error(), errc::not_connected);
    here.run_for(1000ms);
    EXPECT_TRUE(here.counted("redis_not_permitted"));
    EXPECT_NE(here.service.health(), error_code());
    std::ofstream(file) << "right\n";
    EXPECT_LT(here.time_until_answer(), 2500ms);
    EXPECT_TRUE(here.feed.comes("CAUGHT UP"));
    EXPECT_EQ(here.log.text().find("right"), std::string::npos);
    EXPECT_EQ(here.log.text().find("wrong"), std::string::npos);
}

TEST(RedisRefusals, AUserWithoutTheRightForACommandGetsNoAnswer)
{
    redis_server server;
    server.cli({"ACL", "SETUSER", "app", "on", ">pw", "~*", "&*", "+@all", "-get"});
    auto options = options_for(server);
    options.login = {"app", secret("pw"), {}};
    running_service here(options);
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    EXPECT_EQ(here.get("a").error(), errc::not_permitted);
    EXPECT_TRUE(here.set("a", "1"));
}

TEST(RedisRefusals, AUserWithoutTrackingHasNoFeedAndTheLogSaysSoOnce)
{
    redis_server server;
    server.cli({"ACL", "SETUSER", "app", "on", ">pw", "~*", "&*", "+@all", "-client|tracking"});
    auto options = options_for(server);
    options.login = {"app", secret("pw"), {}};
    running_service here(options);
    EXPECT_FALSE(here.feed.comes("CAUGHT UP", 1500ms));
    EXPECT_TRUE(here.service.tracking_refused());
    EXPECT_TRUE(here.set("a", "1"));
    EXPECT_EQ(here.service.health(), error_code());
    const auto text = here.log.text();
    const auto at = text.find("redis.tracking_refused");
    EXPECT_NE(at, text.npos);
    EXPECT_EQ(text.find("redis.tracking_refused", at + 1), text.npos);
    EXPECT_NE(here.registry.text().find("postern_redis_tracking_refused 1"), std::string::npos);
}

} // namespace
} // namespace postern::redis
