// A reply that is late, half, missing, unexpected or no reply at all: the connection is closed and
// never used again, and no command gets the reply of another one.
#include "running_client.hpp"
#include "scripted_peer.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gtest/gtest.h>

#include <string>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
using test::beside;
using test::running_client;
using test::scripted_peer;

command set(std::string_view key)
{
    return command("SET").key(key).arg("1");
}

steady_point in(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

TEST(RedisConnection, SendsTheCommandsOfOneTurnTogetherAndKeepsTheirOrder)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept_and_log_in();
        for (const char* expected : {"GET a", "GET b", "SET c 1"})
            ASSERT_EQ(on.command(), expected);
        on.send("$1\r\nA\r\n$-1\r\n+OK\r\n");
    });
    running_client client(peer.port());
    const auto work = [&]() -> boost::asio::awaitable<bool> {
        auto a = command("GET").key("a");
        auto b = command("GET").key("b");
        auto c = set("c");
        auto [first, second, third] = co_await (
            client.client->run(a, in(2s)) && client.client->run(b, in(2s)) &&
            client.client->run(c, in(2s))
        );
        EXPECT_EQ(*first, reply("A"));
        EXPECT_TRUE(second->is_nil());
        EXPECT_EQ(*third, reply("OK"));
        co_return true;
    };
    client.run(work());
    script.get();
}

TEST(RedisConnection, IsClosedByALateReplyWhichReachesNobody)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto first = peer.accept_and_log_in();
        ASSERT_EQ(first.command(), "GET a");
        EXPECT_TRUE(first.is_closed());
        peer.accept_and_log_in().answer("GET b", "$1\r\nB\r\n");
    });
    running_client client(peer.port());
    client.wait_until_connected();
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(client.get("a", 50ms).error(), errc::timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1500ms);
    EXPECT_EQ(*client.get("b"), reply("B"));
    script.get();
}

TEST(RedisConnection, TakesTheOtherCommandsWithItAndReadsAreSentOnceMore)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto first = peer.accept_and_log_in();
        for (const char* expected : {"GET late", "GET read", "SET write 1"})
            ASSERT_EQ(first.command(), expected);
        EXPECT_TRUE(first.is_closed());
        auto second = peer.accept_and_log_in();
        second.answer("GET read", "$1\r\nR\r\n");
        EXPECT_TRUE(second.is_silent(50));
    });
    running_client client(peer.port());
    client.wait_until_connected();
    const auto work = [&]() -> boost::asio::awaitable<bool> {
        auto late = command("GET").key("late");
        auto read = command("GET").key("read");
        auto write = set("write");
        auto [first, second, third] = co_await (
            client.client->run(late, in(50ms)) && client.client->run(read, in(2s)) &&
            client.client->run(write, in(2s))
        );
        EXPECT_EQ(first.error(), errc::timed_out);
        EXPECT_EQ(*second, reply("R"));
        EXPECT_EQ(third.error(), errc::lost);
        co_return true;
    };
    client.run(work());
    script.get();
}

// The peer sends a part of the reply and closes, at each octet.
TEST(RedisConnection, GivesNobodyAHalfReply)
{
    const std::string whole = "*3\r\n$2\r\nab\r\n:12\r\n$-1\r\n";
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        scripted_peer peer;
        auto script = beside([&] {
            peer.accept_and_log_in().answer("SET a 1", whole.substr(0, cut));
            peer.accept_and_log_in().answer("MGET a", whole.substr(0, cut));
            peer.accept_and_log_in().answer("MGET a", whole);
        });
        running_client client(peer.port());
        EXPECT_EQ(client.ask(set("a")).error(), errc::lost) << cut;
        const auto read = client.ask(command("MGET").key("a"));
        ASSERT_TRUE(read) << cut << read.error();
        EXPECT_EQ(*read->elements()->front().text(), "ab") << cut;
        script.get();
    }
}

// The peer sends a part of the reply and then nothing, at each octet. Then it sends the rest.
TEST(RedisConnection, WaitsForTheRestUntilTheDeadlineOnly)
{
    const std::string whole = "*2\r\n$2\r\nab\r\n:1\r\n";
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        scripted_peer peer;
        auto script = beside([&] {
            auto first = peer.accept_and_log_in();
            first.answer("MGET a", whole.substr(0, cut));
            EXPECT_TRUE(first.is_closed());
            peer.accept_and_log_in().answer("GET b", "$1\r\nB\r\n");
        });
        running_client client(peer.port());
        client.wait_until_connected();
        EXPECT_EQ(client.ask(command("MGET").key("a"), 30ms).error(), errc::timed_out) << cut;
        EXPECT_EQ(*client.get("b"), reply("B")) << cut;
        script.get();
    }
}

TEST(RedisConnection, JoinsAReplyThatArrivesOctetByOctet)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept_and_log_in();
        ASSERT_EQ(on.command(), "GET a");
        for (const char octet : std::string("$5\r\nab\r\nc\r\n")) {
            on.send({&octet, 1});
            std::this_thread::sleep_for(1ms);
        }
    });
    running_client client(peer.port());
    EXPECT_EQ(*client.get("a"), reply("ab\r\nc"));
    script.get();
}

// Each of these replies ends the connection. In the rows with two replies, the second one must not
// reach the next command.
TEST(RedisConnection, IsClosedByWhatIsNoReply)
{
    const std::pair<std::string, bool> rows[] = {
        {"$-2\r\n", false},       {"*1000000000\r\n", false},
        {"$1\r\naXY", false},     {"%1\r\n:1\r\n:2\r\n", false},
        {">1\r\n:1\r\n", false},  {"HTTP/1.1 400 Bad Request\r\n\r\n", false},
        {"+OK\r\n+OK\r\n", true}, {"+OK\r\n+O", true},
        {"+OK\r\n\r\n", true},
    };
    for (const auto& [octets, answers_first] : rows) {
        scripted_peer peer;
        auto script = beside([&, sent = octets] {
            auto first = peer.accept_and_log_in();
            first.answer("SET a 1", sent);
            EXPECT_TRUE(first.is_closed());
            peer.accept_and_log_in().answer("GET b", "$1\r\nB\r\n");
        });
        running_client client(peer.port());
        const auto written = client.ask(set("a"));
        EXPECT_EQ(written.has_value(), answers_first) << octets;
        EXPECT_EQ(*client.get("b"), reply("B")) << octets;
        script.get();
        EXPECT_NE(client.registry.text().find("redis_malformed\"} 1"), std::string::npos) << octets;
    }
}

// The next command is made by the coroutine that the first reply resumes, when the second one has
// arrived already.
TEST(RedisConnection, DoesNotGiveTheSecondReplyToACommandThatIsNotSentYet)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto first = peer.accept_and_log_in();
        first.answer("GET a", "$1\r\nA\r\n$1\r\nA\r\n");
        EXPECT_TRUE(first.is_closed());
        peer.accept_and_log_in().answer("GET b", "$1\r\nB\r\n");
    });
    running_client client(peer.port());
    const auto work = [&]() -> boost::asio::awaitable<bool> {
        auto a = command("GET").key("a");
        const auto first = co_await client.client->run(a, in(2s));
        EXPECT_EQ(*first, reply("A"));
        auto b = command("GET").key("b");
        const auto second = co_await client.client->run(b, in(2s));
        EXPECT_EQ(*second, reply("B"));
        co_return true;
    };
    client.run(work());
    script.get();
}

TEST(RedisConnection, IsClosedByAReplyThatNobodyAskedFor)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto first = peer.accept_and_log_in();
        first.answer("GET a", "$1\r\nA\r\n");
        std::this_thread::sleep_for(20ms);
        first.send("$1\r\nX\r\n");
        EXPECT_TRUE(first.is_closed());
        peer.accept_and_log_in().answer("GET b", "$1\r\nB\r\n");
    });
    running_client client(peer.port());
    EXPECT_EQ(*client.get("a"), reply("A"));
    client.run_for(100ms);
    EXPECT_EQ(*client.get("b"), reply("B"));
    script.get();
}

} // namespace
} // namespace postern::redis
