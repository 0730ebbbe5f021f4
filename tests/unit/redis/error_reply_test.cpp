#include "error_reply.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace postern::redis {
namespace {

TEST(RedisErrorReply, HasItsReasonInTheFirstWord)
{
    const std::tuple<const char*, errc> rows[] = {
        {"LOADING Redis is loading the dataset in memory", errc::loading},
        {"READONLY You can't write against a read only replica.", errc::read_only},
        {"MASTERDOWN Link with MASTER is down", errc::master_down},
        {"OOM command not allowed when used memory > 'maxmemory'.", errc::out_of_memory},
        {"MISCONF Redis is configured to save RDB snapshots", errc::persistence},
        {"NOAUTH Authentication required.", errc::not_permitted},
        {"NOPERM this user has no permissions to run the 'get' command", errc::not_permitted},
        {"WRONGPASS invalid username-password pair or user is disabled.", errc::not_permitted},
        {"WRONGTYPE Operation against a key", errc::wrong_type},
        {"CLUSTERDOWN Hash slot not served", errc::cluster_down},
        {"NOREPLICAS Not enough good replicas to write.", errc::no_replicas},
        {"BUSY Redis is busy running a script.", errc::busy},
        {"TRYAGAIN Multiple keys request during rehashing of slot", errc::busy},
        {"EXECABORT Transaction discarded", errc::aborted},
        {"ERR max number of clients reached", errc::too_many_clients},
        {"ERR max number of clients + cluster connections reached", errc::too_many_clients},
        {"ERR syntax error", errc::other_error},
        {"OOMPH is another word", errc::other_error},
        {"oom", errc::other_error},
        {"OOM", errc::out_of_memory},
        {"", errc::other_error},
    };
    for (const auto& [text, expected] : rows)
        EXPECT_EQ(read_error(text), expected) << text;
}

} // namespace
} // namespace postern::redis
