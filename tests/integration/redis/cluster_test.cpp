// A real cluster: keys and changes of all masters, slots that move, a master that dies.
#include "cluster_nodes.hpp"
#include "running_service.hpp"

#include <gtest/gtest.h>

#include <future>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::cluster_nodes;
using test::running_service;

redis::options options_for(const cluster_nodes& cluster)
{
    redis::options made;
    made.mode = mode::cluster;
    // One address is enough; the first one answers nothing.
    made.addresses = {
        {"127.0.0.1", test::free_port(), {}}, {"127.0.0.1", cluster.nodes[0]->port(), {}}};
    return made;
}

std::string key(int number)
{
    return "postern:session:" + std::to_string(number);
}

TEST(RedisCluster, AnswersForTheKeysOfAllMastersAndHearsOfTheirChanges)
{
    cluster_nodes cluster;
    running_service here(options_for(cluster));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP")) << here.log.text();
    EXPECT_EQ(here.client->masters(), 3U);
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(here.set(key(i), std::to_string(i)));
        EXPECT_TRUE(here.feed.comes(key(i)));
    }
    std::vector<command> all;
    for (int i = 0; i < 50; ++i)
        all.push_back(command("GET").key(key(i)));
    const auto deadline = std::chrono::steady_clock::now() + 1s;
    const auto replies = here.run(here.client->run_all(all, deadline));
    ASSERT_TRUE(replies);
    std::int64_t in_all = 0;
    for (std::size_t i = 0; i < 50; ++i)
        EXPECT_EQ((*replies)[i], reply(std::to_string(i)));
    for (std::size_t i = 0; i < 3; ++i)
        in_all += *here.ask(command("DBSIZE").on_master(i))->integer();
    EXPECT_EQ(in_all, 50 + 3); // and the heartbeats
    EXPECT_EQ(here.ask(command("DBSIZE").on_master(3)).error(), errc::not_connected);
}

// A part of the slots is moved to another master while they are read and written.
TEST(RedisCluster, FollowsMovedSlots)
{
    cluster_nodes cluster;
    running_service here(options_for(cluster));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(here.set(key(i), "0"));
    auto& from = cluster.master_of(key(1));
    auto& to = cluster.master_of(key(1)).port() == cluster.nodes[0]->port() ? *cluster.nodes[1]
                                                                            : *cluster.nodes[0];
    auto moving = std::async(std::launch::async, [&] {
        return test::redis_cli(
            from.port(),
            {"--cluster", "reshard", from.address(), "--cluster-from", cluster_nodes::id_of(from),
             "--cluster-to", cluster_nodes::id_of(to), "--cluster-slots", "4000", "--cluster-yes"}
        );
    });
    for (int round = 1; moving.wait_for(0s) != std::future_status::ready; ++round) {
        for (int i = 0; i < 200; i += 7) {
            const auto value = std::to_string(round);
            if (!here.set(key(i), value))
                continue;
            const auto read = here.get(key(i));
            EXPECT_TRUE(!read || *read == reply(value)) << i;
        }
    }
    const auto said = moving.get();
    ASSERT_EQ(said.find("[ERR]"), said.npos) << said;
    EXPECT_TRUE(test::becomes_true([&] { return here.set(key(1), "after").has_value(); }, 3s));
    for (int i = 0; i < 200; ++i) {
        EXPECT_TRUE(here.set(key(i), "x")) << i;
        EXPECT_TRUE(here.feed.comes(key(i))) << i;
    }
    EXPECT_EQ(here.service.health(), error_code());
}

TEST(RedisCluster, FollowsAReplicaThatBecomesMaster)
{
    cluster_nodes cluster;
    running_service here(options_for(cluster));
    ASSERT_TRUE(here.feed.comes("CAUGHT UP"));
    const std::vector<command> both{
        command("SET").key(key(1)).arg("kept"), command("WAIT").beside(key(1)).arg(1).arg(1000)};
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    const auto written = here.run(here.client->run_all(both, deadline));
    ASSERT_TRUE(written);
    ASSERT_EQ(written->back(), reply(1));

    cluster.master_of(key(1)).kill();
    EXPECT_TRUE(here.feed.comes("LOST", 500ms));
    const auto answers = [&] { return here.get(key(1), 100ms).has_value(); };
    EXPECT_TRUE(test::becomes_true(answers, 15s)) << here.log.text();
    EXPECT_EQ(*here.get(key(1)), reply("kept"));
    EXPECT_TRUE(here.feed.comes("CAUGHT UP", 10s)) << here.log.text();
    EXPECT_TRUE(here.set(key(1), "new"));
    EXPECT_TRUE(here.feed.comes(key(1)));
    EXPECT_EQ(here.client->masters(), 3U);
}

} // namespace
} // namespace postern::redis
