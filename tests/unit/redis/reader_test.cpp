// The reader against what a server may send: well-formed replies cut anywhere, and what is no
// RESP2.
#include "reader.hpp"

#include <gmock/gmock.h>

#include <string>

namespace postern::redis {
namespace {

using namespace std::string_literals;

reply text(std::string what)
{
    return reply(std::move(what));
}
reply number(std::int64_t what)
{
    return reply(what);
}
reply failed(std::string what)
{
    return reply(reply::error_text{std::move(what)});
}
reply array(std::vector<reply> what)
{
    return reply(std::move(what));
}

struct row
{
    std::string octets;
    reply expected;
};

const row whole_replies[] = {
    {"+OK\r\n", text("OK")},
    {"+\r\n", text("")},
    {"-ERR no\r\n", failed("ERR no")},
    {":0\r\n", number(0)},
    {":-7\r\n", number(-7)},
    {":9223372036854775807\r\n", number(INT64_MAX)},
    {"$-1\r\n", reply()},
    {"$0\r\n\r\n", text("")},
    {"$5\r\na\r\n\0b\r\n"s, text("a\r\n\0b"s)},
    {"*-1\r\n", reply()},
    {"*0\r\n", array({})},
    {"*3\r\n$1\r\na\r\n$-1\r\n:1\r\n", array({text("a"), reply(), number(1)})},
    {"*2\r\n*2\r\n:1\r\n:2\r\n*1\r\n*1\r\n-ERR\r\n",
     array({array({number(1), number(2)}), array({array({failed("ERR")})})})},
};

TEST(RedisReader, ReadsEachReplyCutAtEachOctet)
{
    for (const auto& [octets, expected] : whole_replies) {
        for (std::size_t cut = 0; cut < octets.size(); ++cut) {
            reader from;
            ASSERT_FALSE(from.feed(octets.substr(0, cut)));
            ASSERT_EQ(from.next().value(), std::nullopt) << octets << " cut at " << cut;
            ASSERT_FALSE(from.feed(octets.substr(cut)));
            ASSERT_EQ(from.next().value(), expected) << octets << " cut at " << cut;
            ASSERT_EQ(from.next().value(), std::nullopt) << octets;
        }
    }
}

TEST(RedisReader, ReadsOneReplyAfterTheOther)
{
    reader from;
    for (const auto& each : whole_replies)
        ASSERT_FALSE(from.feed(each.octets));
    for (const auto& each : whole_replies)
        EXPECT_EQ(from.next().value(), each.expected) << each.octets;
}

std::string repeated(std::string_view what, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += what;
    return all;
}

TEST(RedisReader, RefusesWhatIsNoReply)
{
    const std::string rows[] = {
        "?\r\n", "\r\n", "OK\r\n", "$-2\r\n", "*-2\r\n", "$x\r\n", "*x\r\n", "$1x\r\n", "$\r\n",
        ":\r\n", ":1x\r\n", ":9223372036854775808\r\n", "$18446744073709551616\r\n",
        "*1000000000\r\n", "*1048577\r\n", "*4294967297\r\n",
        // a bulk string without its end
        "$1\r\naXY", "$1\r\na\n\r", "$1\r\nab\r\n",
        // deep nesting
        repeated("*1\r\n", 8), repeated("*1\r\n", 100000),
        // types of RESP3: map, set, push, attribute, double, boolean, big number, verbatim, null
        "%1\r\n:1\r\n:2\r\n", "~1\r\n:1\r\n", ">1\r\n:1\r\n", "|1\r\n:1\r\n:2\r\n:3\r\n",
        ",1.5\r\n", "#t\r\n", "(1\r\n", "=5\r\ntxt:a\r\n", "_\r\n", "*1\r\n#t\r\n"};
    for (const auto& octets : rows) {
        reader from;
        ASSERT_FALSE(from.feed(octets));
        EXPECT_EQ(from.next().error(), errc::malformed) << octets.substr(0, 40);
        // It does not recover.
        const bool fed = !from.feed("+OK\r\n");
        EXPECT_TRUE(!fed || from.next().error() == errc::malformed) << octets.substr(0, 40);
    }
}

TEST(RedisReader, WaitsForALongReplyWithoutTakingItsMemory)
{
    for (const char* head : {"$536870912\r\n", "$9223372036854775807\r\n:1\r\n"}) {
        reader from;
        ASSERT_FALSE(from.feed(head));
        EXPECT_EQ(from.next().value(), std::nullopt) << head;
    }
}

TEST(RedisReader, RefusesAReplyThatIsTooLong)
{
    const std::string part(1024 * 1024, 'a');
    for (const char* head : {"$536870912\r\n", "+"}) {
        reader from;
        ASSERT_FALSE(from.feed(head));
        for (int i = 0; i < 63; ++i)
            ASSERT_FALSE(from.feed(part));
        EXPECT_EQ(from.next().value(), std::nullopt);
        EXPECT_EQ(from.feed(part), errc::malformed);
    }
}

TEST(RedisReader, CountsTheElementsOfAllArraysOfAReply)
{
    reader from;
    const auto half = "*524288\r\n" + repeated(":1\r\n", 524288);
    ASSERT_FALSE(from.feed(half));
    EXPECT_TRUE(from.next().value());
    ASSERT_FALSE(from.feed(half)); // the count begins anew with each reply
    EXPECT_TRUE(from.next().value());
    ASSERT_FALSE(from.feed("*2\r\n" + half + half));
    EXPECT_EQ(from.next().error(), errc::malformed);
}

} // namespace
} // namespace postern::redis
