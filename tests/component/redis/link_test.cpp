// How a connection is made and made anew: the first commands, waiting for it, the breaker.
#include "running_client.hpp"
#include "scripted_peer.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <support/temporary_folder.hpp>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::beside;
using test::running_client;
using test::scripted_peer;

TEST(RedisLink, SendsUserPasswordAndDatabaseFirst)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept();
        on.answer("AUTH app p w", "+OK\r\n");
        on.answer("SELECT 3", "+OK\r\n");
        on.answer("PING", "+PONG\r\n");
        on.answer("GET a", "$1\r\nA\r\n");
    });
    access how;
    how.login = {"app", secret("p w"), {}};
    how.database = 3;
    running_client client(peer.port(), how);
    EXPECT_EQ(*client.get("a"), reply("A"));
    script.get();
}

TEST(RedisLink, ReadsThePasswordFileForEachConnection)
{
    const test::temporary_folder folder;
    const auto file = folder.path() / "password";
    const auto write = [&](std::string_view text) { std::ofstream(file) << text; };
    write("old\n");
    scripted_peer peer;
    auto script = beside([&] {
        auto first = peer.accept();
        first.answer("AUTH old", "+OK\r\n");
        first.log_in();
        ASSERT_EQ(first.command(), "GET a");
        write("new");
        first.reset();
        auto second = peer.accept();
        second.answer("AUTH new", "+OK\r\n");
        second.log_in();
        second.answer("GET a", "$1\r\nA\r\n");
    });
    access how;
    how.login.password_file = file;
    running_client client(peer.port(), how);
    EXPECT_EQ(*client.get("a"), reply("A"));
    script.get();
}

// Each row is what the peer answers to PING, and the reason that is counted. No command is sent.
TEST(RedisLink, IsNotMadeBeforePingIsAnswered)
{
    const std::pair<std::string, const char*> rows[] = {
        {"-NOAUTH Authentication required.\r\n", "redis_not_permitted"},
        {"-ERR max number of clients reached\r\n", "redis_too_many_clients"},
        {"-LOADING Redis is loading the dataset in memory\r\n", "redis_loading"},
        {"-MASTERDOWN Link with MASTER is down\r\n", "redis_master_down"},
        {"+OK\r\n", "redis_malformed"},
        {"+PONG\r\n+OK\r\n", "redis_malformed"},
        {"?\r\n", "redis_malformed"},
        {"", "redis_timed_out"},
    };
    for (const auto& [answer, reason] : rows) {
        scripted_peer peer;
        auto script = beside([&, octets = answer] {
            auto on = peer.accept();
            on.answer("PING", octets);
            EXPECT_TRUE(on.is_closed());
            peer.accept_and_log_in().answer("GET a", "$1\r\nA\r\n");
        });
        access how;
        how.timeout = 100ms;
        running_client client(peer.port(), how);
        EXPECT_EQ(*client.get("a"), reply("A")) << answer;
        script.get();
        EXPECT_NE(client.registry.text().find(reason + std::string("\"} 1")), std::string::npos)
            << answer;
    }
}

TEST(RedisLink, LetsACommandWaitForAConnectionUntilItsDeadline)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept();
        ASSERT_EQ(on.command(), "PING");
        EXPECT_TRUE(on.is_closed());
    });
    access how;
    how.timeout = 1000ms;
    running_client client(peer.port(), how);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(client.get("a", 50ms).error(), errc::not_connected);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 900ms);
    client.run_for(1200ms);
    script.get();
}

// A server that accepts connections, answers PING, and then nothing.
TEST(RedisLink, FailsAtOnceAfterFiveLateRepliesAndRecovers)
{
    scripted_peer peer;
    auto script = beside([&] {
        for (int i = 0; i < 5; ++i) {
            auto on = peer.accept_and_log_in();
            ASSERT_EQ(on.command(), "GET a");
            ASSERT_TRUE(on.is_closed());
        }
        EXPECT_TRUE(peer.is_alone(700)); // one attempt per second
        auto on = peer.accept_and_log_in();
        on.answer("GET b", "$1\r\nB\r\n");
        on.answer("GET c", "$1\r\nC\r\n");
    });
    running_client client(peer.port());
    for (int late = 0; late < 5;) {
        const auto answer = client.get("a", 100ms);
        late += answer.error() == errc::timed_out ? 1 : 0;
        ASSERT_TRUE(answer.error() == errc::timed_out || answer.error() == errc::not_connected);
    }
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(client.get("a").error(), errc::not_connected);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
    client.run_for(1100ms);
    EXPECT_EQ(*client.get("b"), reply("B"));
    EXPECT_EQ(*client.get("c"), reply("C"));
    script.get();
}

TEST(RedisLink, FailsAtOnceWhileNobodyListens)
{
    const auto port = scripted_peer().port();
    running_client client(port);
    client.run_for(1000ms);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(client.get("a").error(), errc::not_connected);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

TEST(RedisLink, SendsAScriptThatIsNotKnownOnceMoreWithItsText)
{
    const script what("return 1");
    const std::string digest(what.digest());
    scripted_peer peer;
    auto asked = beside([&] {
        auto on = peer.accept_and_log_in();
        on.answer("EVALSHA " + digest + " 1 a x", "-NOSCRIPT No matching script.\r\n");
        on.answer("EVAL return 1 1 a x", ":1\r\n");
        on.answer("EVALSHA " + digest + " 1 a", ":2\r\n");
        on.answer("EVAL return 1 1 a", ":3\r\n");
        on.answer("WAIT 1 10", ":1\r\n");
    });
    running_client client(peer.port());
    EXPECT_EQ(*client.ask(call(what, {"a"}).arg("x")), reply(1));
    EXPECT_EQ(*client.ask(call(what, {"a"})), reply(2));
    const std::vector<command> all{call(what, {"a"}), command("WAIT").beside("a").arg(1).arg(10)};
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    EXPECT_EQ(
        *client.run(client.client->run_all(all, deadline)), (std::vector{reply(3), reply(1)})
    );
    asked.get();
}

TEST(RedisLink, TheFirstErrorIsThatOfAll)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept_and_log_in();
        on.answer("SET a 1", "+OK\r\n");
        on.answer("SADD b 1", "-WRONGTYPE no\r\n");
        on.answer("SET c 1", "-OOM no\r\n");
    });
    running_client client(peer.port());
    const std::vector<command> all{
        command("SET").key("a").arg(1), command("SADD").key("b").arg(1),
        command("SET").key("c").arg(1)};
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    EXPECT_EQ(client.run(client.client->run_all(all, deadline)).error(), errc::wrong_type);
    script.get();
}

TEST(RedisLink, LetsWaitingCommandsFailWhenTheClientIsDestroyed)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept_and_log_in();
        ASSERT_EQ(on.command(), "GET a");
        EXPECT_TRUE(on.is_closed());
    });
    running_client client(peer.port());
    std::optional<error_code> outcome;
    const auto work = [&]() -> boost::asio::awaitable<void> {
        auto get = command("GET").key("a");
        const auto answer = co_await client.client->run(get, std::chrono::steady_clock::now() + 2s);
        outcome = answer.error();
    };
    boost::asio::co_spawn(client.context, work, boost::asio::detached);
    client.run_for(100ms);
    client.client.reset();
    EXPECT_EQ(outcome, std::nullopt); // not while the client is being destroyed
    client.run_for(100ms);
    EXPECT_EQ(outcome, make_error_code(errc::closed));
    script.get();
}

} // namespace
} // namespace postern::redis
