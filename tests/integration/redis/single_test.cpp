// One real Redis server: commands, the feed, and the server's failures.
#include "running_service.hpp"

#include <gtest/gtest.h>

#include <future>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::options_for;
using test::redis_server;
using test::running_service;

TEST(RedisSingle, AnswersCommands)
{
    redis_server server;
    running_service here(options_for(server));
    EXPECT_EQ(*here.set("a", "1\r\n\0"), reply("OK"));
    EXPECT_EQ(*here.get("a"), reply("1\r\n"));
    EXPECT_TRUE(here.get("b")->is_nil());
    EXPECT_EQ(here.ask(command("SADD").key("a").arg("x")).error(), errc::wrong_type);
    const script increment("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    for (const int expected : {5, 10})
        EXPECT_EQ(*here.ask(call(increment, {"n"}).arg(5)), reply(expected));
}

TEST(RedisSingle, IsReachedByNameAndByItsSocket)
{
    const test::temporary_folder folder;
    const auto socket = (folder.path() / "redis.sock").string();
    redis_server server({"--unixsocket", socket});
    const std::string rows[] = {"localhost:" + std::to_string(server.port()), "unix:" + socket};
    for (const auto& text : rows) {
        redis::options options;
        options.addresses = {*parse_address(text)};
        options.database = 5;
        running_service here(options);
        EXPECT_TRUE(here.set("postern:session:" + text, "1")) << text << here.log.text();
        EXPECT_TRUE(here.feed.comes("CAUGHT UP")) << text;
    }
    EXPECT_EQ(server.cli({"-n", "5", "EXISTS", "postern:session:" + rows[0]}), "1\n");
}

TEST(RedisSingle, ANameThatIsNotKnownIsSaid)
{
    redis::options options;
    options.addresses = {*parse_address("redis.invalid:6379")};
    options.connect_timeout = 100ms;
    running_service here(options);
    EXPECT_EQ(here.get("a", 100ms).error(), errc::not_connected);
    EXPECT_TRUE(
        test::becomes_true([&] { return here.service.health() == errc::name_not_found; }, 10s)
    );
}

TEST(RedisSingle, TellsWhichKeysWereWrittenErasedAndExpired)
{
    redis_server server;
    running_service here(options_for(server));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    server.cli({"SET", "postern:session:a", "1"});
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
    server.cli({"DEL", "postern:session:a"});
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
    server.cli({"SET", "postern:revocation:b", "1", "PX", "50"});
    EXPECT_TRUE(here.feed.comes("postern:revocation:b"));
    EXPECT_TRUE(here.feed.comes("postern:revocation:b")) << "expiry";
    server.cli({"SET", "postern:idle:a", "1"});
    server.cli({"SET", "other", "1"});
    std::this_thread::sleep_for(1200ms); // a heartbeat passes meanwhile
    EXPECT_EQ(
        here.feed.text(), "CAUGHT UP\npostern:session:a\npostern:session:a\n"
                          "postern:revocation:b\npostern:revocation:b\n"
    );
    EXPECT_EQ(here.service.health(), error_code());
    EXPECT_FALSE(here.service.tracking_refused());
}

TEST(RedisSingle, FlushIsALossAndTheFeedGoesOn)
{
    redis_server server;
    running_service here(options_for(server));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    server.cli({"FLUSHALL"});
    EXPECT_TRUE(here.feed.comes("LOST"));
    EXPECT_TRUE(here.feed.comes("CAUGHT UP"));
    server.cli({"SET", "postern:session:a", "1"});
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
}

// Each row does something to the server, and then undoes it.
struct failure_row
{
    const char* name;
    void (*begin)(redis_server&);
    void (*end)(redis_server&);
    std::chrono::milliseconds until_lost;
};

class RedisSingleFailure : public testing::TestWithParam<failure_row>
{
};

TEST_P(RedisSingleFailure, IsNoticedInTimeAndRecoversByItself)
{
    const auto& row = GetParam();
    redis_server server;
    running_service here(options_for(server));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    ASSERT_TRUE(here.set("a", "1"));
    row.begin(server);
    EXPECT_TRUE(here.feed.comes("LOST", row.until_lost)) << here.log.text();
    // Each call ends in time, with an answer or without one.
    for (int i = 0; i < 20; ++i) {
        const auto before = std::chrono::steady_clock::now();
        const auto answer = here.get("a", 50ms);
        EXPECT_LT(std::chrono::steady_clock::now() - before, 900ms);
        EXPECT_TRUE(!answer || *answer == reply("1") || answer->is_nil());
    }
    row.end(server);
    EXPECT_LT(here.time_until_answer(), 2500ms) << here.log.text();
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 5s)) << here.log.text();
    server.cli({"SET", "postern:session:b", "1"});
    EXPECT_TRUE(here.feed.comes("postern:session:b"));
    EXPECT_EQ(here.service.health(), error_code());
}

void nothing(redis_server&) {}
void stop(redis_server& server)
{
    server.signal(SIGSTOP);
}
void go_on(redis_server& server)
{
    server.signal(SIGCONT);
}
void kill(redis_server& server)
{
    server.kill();
}
void start(redis_server& server)
{
    server.start();
}
void restart(redis_server& server)
{
    server.kill();
    server.start();
}
void kill_clients(redis_server& server)
{
    for (const char* type : {"normal", "pubsub"})
        server.cli({"CLIENT", "KILL", "TYPE", type});
}
void pause(redis_server& server)
{
    server.cli({"CLIENT", "PAUSE", "3000"});
}
void sleep(redis_server& server)
{
    static std::future<void> asleep;
    asleep = std::async(std::launch::async, [&] { server.cli({"DEBUG", "SLEEP", "3"}); });
}

INSTANTIATE_TEST_SUITE_P(
    All, RedisSingleFailure,
    testing::Values(
        failure_row{"Stopped", stop, go_on, 2500ms}, failure_row{"Killed", kill, start, 500ms},
        failure_row{"Restarted", restart, nothing, 500ms},
        failure_row{"ClientsKilled", kill_clients, nothing, 500ms},
        failure_row{"Paused", pause, nothing, 2500ms}, failure_row{"Asleep", sleep, nothing, 2500ms}
    ),
    [](const auto& row) { return row.param.name; }
);

} // namespace
} // namespace postern::redis
