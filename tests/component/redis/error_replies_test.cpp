// Each error reply has its own reason. Those that say that another server may be the master end the
// connection; after the others it stays in use.
#include "running_client.hpp"
#include "scripted_peer.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace postern::redis {
namespace {

using test::beside;
using test::running_client;
using test::scripted_peer;

class RedisErrorReplies : public testing::TestWithParam<std::tuple<std::string, errc, bool>>
{
};

TEST_P(RedisErrorReplies, IsAnErrorAndTheNextReplyIsThatOfTheNextCommand)
{
    const auto& [text, expected, stays] = GetParam();
    scripted_peer peer;
    auto script = beside([&, answer = "-" + text + "\r\n", reused = stays] {
        auto first = peer.accept_and_log_in();
        first.answer("SET a 1", answer);
        if (reused)
            return first.answer("GET b", "$1\r\nb\r\n");
        EXPECT_TRUE(first.is_closed());
        peer.accept_and_log_in().answer("GET b", "$1\r\nb\r\n");
    });
    running_client client(peer.port());
    EXPECT_EQ(client.ask(command("SET").key("a").arg(1)).error(), expected);
    EXPECT_EQ(*client.get("b"), reply("b"));
    script.get();
    const auto counted =
        "postern_redis_errors_total{reason=\"" + make_error_code(expected).message() + "\"} ";
    EXPECT_NE(client.registry.text().find(counted + (stays ? "1" : "2")), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, RedisErrorReplies,
    testing::Values(
        std::tuple("LOADING Redis is loading the dataset in memory", errc::loading, false),
        std::tuple("READONLY You can't write against a read only replica.", errc::read_only, false),
        std::tuple("MASTERDOWN Link with MASTER is down", errc::master_down, false),
        std::tuple("OOM command not allowed", errc::out_of_memory, true),
        std::tuple("MISCONF Errors writing to the AOF file", errc::persistence, true),
        std::tuple("BUSY Redis is busy running a script.", errc::busy, true),
        std::tuple("CLUSTERDOWN The cluster is down", errc::cluster_down, true),
        std::tuple("TRYAGAIN Multiple keys request during rehashing of slot", errc::busy, true),
        std::tuple("NOAUTH Authentication required.", errc::not_permitted, true),
        std::tuple("WRONGPASS invalid username-password pair", errc::not_permitted, true),
        std::tuple("NOPERM this user has no permissions", errc::not_permitted, true),
        std::tuple("WRONGTYPE Operation against a key", errc::wrong_type, true),
        std::tuple("NOREPLICAS Not enough good replicas to write.", errc::no_replicas, true),
        std::tuple("EXECABORT Transaction discarded", errc::aborted, true),
        std::tuple("ERR max number of clients reached", errc::too_many_clients, true),
        std::tuple("ERR syntax error", errc::other_error, true),
        std::tuple("NEWWORD that nobody knows", errc::other_error, true),
        std::tuple("", errc::other_error, true),
        // to an address that is not known: nothing connects to it
        std::tuple("MOVED 1 169.254.169.254:6379", errc::cluster_down, true),
        std::tuple("ASK 1 169.254.169.254:6379", errc::cluster_down, true)
    )
);

} // namespace
} // namespace postern::redis
