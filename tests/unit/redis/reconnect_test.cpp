// The reconnect machine as a table: each row is an event and what follows from it.
#include "reconnect.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace postern::redis {
namespace {

enum class event
{
    connected,
    failed,
    lost,
    answer,
    waited
};
using enum event;

struct row
{
    event happens;
    std::optional<int> delay; // milliseconds until the next attempt; nothing: no attempt
    bool open;
    bool admits;
};

std::optional<int> apply(reconnect& machine, event happens, double random)
{
    switch (happens) {
    case connected:
        machine.on_connected();
        return std::nullopt;
    case answer:
        machine.on_answer();
        return std::nullopt;
    case waited: // a command, in vain
        machine.on_waited_in_vain();
        return std::nullopt;
    case failed:
        return static_cast<int>(machine.on_failed_attempt(random).count());
    case lost:
        return static_cast<int>(machine.on_lost(random).count());
    }
    return std::nullopt;
}

void expect(const std::vector<row>& rows, double random = 0)
{
    reconnect machine;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(apply(machine, rows[i].happens, random), rows[i].delay) << "row " << i;
        EXPECT_EQ(machine.is_open(), rows[i].open) << "row " << i;
        EXPECT_EQ(machine.admits(), rows[i].admits) << "row " << i;
    }
}

constexpr auto none = std::nullopt;

TEST(RedisReconnect, WaitsLongerAfterEachFailedAttemptAndOpensAfterFive)
{
    expect({
        {failed, 50, false, true},
        {failed, 100, false, true},
        {failed, 200, false, true},
        {failed, 400, false, true},
        {failed, 1000, true, false},
        {failed, 1000, true, false},
        {connected, none, true, true},
        {answer, none, false, true},
        {lost, 0, false, true},
    });
}

TEST(RedisReconnect, ShortensADelayByUpToAHalf)
{
    expect(
        {{failed, 26, false, true}, {failed, 51, false, true}, {failed, 101, false, true}}, 0.99
    );
}

TEST(RedisReconnect, OpensForAServerThatAcceptsConnectionsAndAnswersNoCommand)
{
    expect({
        {connected, none, false, true},
        {lost, 0, false, true},
        {connected, none, false, true},
        {lost, 100, false, true},
        {connected, none, false, true},
        {lost, 200, false, true},
        {connected, none, false, true},
        {lost, 400, false, true},
        {connected, none, false, true},
        {lost, 1000, true, false},
        {connected, none, true, true},
        {lost, 1000, true, false},
    });
}

// An attempt may take longer than commands wait for it.
TEST(RedisReconnect, OpensWhileCommandsWaitInVainForOneAttempt)
{
    expect({
        {waited, none, false, true},
        {waited, none, false, true},
        {waited, none, false, true},
        {waited, none, false, true},
        {waited, none, true, false},
        {connected, none, true, true},
        {answer, none, false, true},
    });
}

TEST(RedisReconnect, CountsOnlyFailuresInARow)
{
    expect({
        {failed, 50, false, true},
        {failed, 100, false, true},
        {connected, none, false, true},
        {answer, none, false, true},
        {lost, 0, false, true},
        {failed, 100, false, true},
    });
}

} // namespace
} // namespace postern::redis
