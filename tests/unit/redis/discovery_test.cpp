// The reply to CLUSTER SLOTS, and the vote among several replies.
#include "discovery.hpp"
#include "gather.hpp"
#include "reader.hpp"

#include <gmock/gmock.h>

namespace postern::redis {
namespace {

using testing::ElementsAre;

reply from(std::string octets)
{
    reader made;
    if (made.feed(octets))
        throw std::logic_error("too long");
    return **made.next();
}

std::string node_text(std::string_view host, int port)
{
    const auto size = std::to_string(host.size());
    return "*3\r\n$" + size + "\r\n" + std::string(host) + "\r\n:" + std::to_string(port) +
           "\r\n$1\r\nx\r\n";
}

std::string range_text(int first, int last, const std::string& master)
{
    return "*4\r\n:" + std::to_string(first) + "\r\n:" + std::to_string(last) + "\r\n" + master +
           node_text("10.0.0.9", 1);
}

TEST(RedisDiscovery, ReadsTheMastersOfAllSlots)
{
    const auto read = read_slots(
        from(
            "*3\r\n" + range_text(0, 99, node_text("10.0.0.2", 7)) +
            range_text(200, 16383, node_text("10.0.0.1", 7)) +
            range_text(100, 100, node_text("10.0.0.2", 7))
        ),
        "asked"
    );
    ASSERT_TRUE(read);
    EXPECT_THAT(read->masters, ElementsAre(address{"10.0.0.1", 7, {}}, address{"10.0.0.2", 7, {}}));
    const std::pair<int, int> rows[] = {
        {0, 1},   {99, 1},   {100, 1}, {101, layout::nobody}, {199, layout::nobody},
        {200, 0}, {16383, 0}};
    for (const auto& [slot, master] : rows)
        EXPECT_EQ(read->slots[static_cast<std::size_t>(slot)], master) << slot;
}

TEST(RedisDiscovery, TakesTheHostThatWasAskedForANodeWithoutOne)
{
    for (const char* host : {"", "?"}) {
        const auto read =
            read_slots(from("*1\r\n" + range_text(0, 1, node_text(host, 7))), "asked");
        ASSERT_TRUE(read) << host;
        EXPECT_THAT(read->masters, ElementsAre(address{"asked", 7, {}})) << host;
    }
}

TEST(RedisDiscovery, RefusesWhatIsNoTableOfSlots)
{
    const auto node = node_text("10.0.0.1", 7);
    const std::string rows[] = {
        "+OK\r\n",
        "$-1\r\n",
        "*1\r\n:1\r\n",
        "*1\r\n*2\r\n:0\r\n:1\r\n",
        "*1\r\n*3\r\n:0\r\n:1\r\n$1\r\nx\r\n",
        "*1\r\n*3\r\n:0\r\n:1\r\n*1\r\n$1\r\nx\r\n",
        "*1\r\n" + range_text(-1, 1, node),
        "*1\r\n" + range_text(5, 4, node),
        "*1\r\n" + range_text(0, 16384, node),
        "*1\r\n" + range_text(0, 1, node_text("10.0.0.1", 0)),
        "*1\r\n" + range_text(0, 1, node_text("10.0.0.1", 65536)),
    };
    for (const auto& octets : rows)
        EXPECT_FALSE(read_slots(from(octets), "asked")) << octets;
}

TEST(RedisDiscovery, TakesWhatMostSay)
{
    EXPECT_EQ(most_frequent(std::vector<int>{}), std::nullopt);
    EXPECT_EQ(most_frequent(std::vector{1, 2, 2, 3}), 2);
    EXPECT_EQ(most_frequent(std::vector{1, 2}), 1);
}

} // namespace
} // namespace postern::redis
