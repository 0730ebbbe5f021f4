#include <postern/redis/command.hpp>

#include "slot.hpp"

#include <gmock/gmock.h>

namespace postern::redis {
namespace {

using testing::ElementsAre;

TEST(RedisCommand, HasItsArgumentsInOrder)
{
    const auto set = command("SET").key("a b").arg("\r\n*1").arg("PX").arg(10000);
    EXPECT_THAT(set.words(), ElementsAre("SET", "a b", "\r\n*1", "PX", "10000"));
}

TEST(RedisCommand, GoesToTheNodeOfItsFirstKey)
{
    EXPECT_EQ(command("PING").slot(), std::nullopt);
    EXPECT_EQ(command("MGET").key("a").key("b").slot(), slot_of("a"));
    EXPECT_EQ(command("WAIT").beside("a").arg(1).slot(), slot_of("a"));
    EXPECT_THAT(command("WAIT").beside("a").arg(1).words(), ElementsAre("WAIT", "1"));
}

TEST(RedisCommand, IsKnownToChangeNothing)
{
    EXPECT_TRUE(command("GET").is_read());
    EXPECT_TRUE(command("SSCAN").is_read());
    EXPECT_FALSE(command("SET").is_read());
    EXPECT_FALSE(command("WAIT").is_read());
    EXPECT_TRUE(command("EVALSHA").reads().is_read());
}

TEST(RedisCommand, CallsAScriptByItsDigest)
{
    const script what("return 1");
    auto made = call(what, {"{a}1", "{a}2"}).arg("x");
    EXPECT_THAT(
        made.words(),
        ElementsAre("EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "2", "{a}1", "{a}2", "x")
    );
    EXPECT_EQ(made.script_text(), "return 1");
    EXPECT_EQ(made.slot(), slot_of("a"));
    EXPECT_FALSE(made.is_read());
}

} // namespace
} // namespace postern::redis
