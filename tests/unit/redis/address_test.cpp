#include <postern/redis/address.hpp>

#include <gtest/gtest.h>

#include <tuple>

namespace postern::redis {
namespace {

TEST(RedisAddress, IsAHostWithAPortOrTheSocketsPath)
{
    const std::tuple<const char*, address> rows[] = {
        {"127.0.0.1:6379", {"127.0.0.1", 6379, {}}},
        {"redis.example.com:1", {"redis.example.com", 1, {}}},
        {"redis_1:65535", {"redis_1", 65535, {}}},
        {"[::1]:6379", {"::1", 6379, {}}},
        {"unix:/run/redis.sock", {{}, 0, "/run/redis.sock"}},
    };
    for (const auto& [text, expected] : rows) {
        const auto read = parse_address(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, expected) << text;
        EXPECT_EQ(read->text(), text);
    }
}

TEST(RedisAddress, IsNothingElse)
{
    for (const char* text :
         {"", "redis", "redis:", ":6379", "redis:0", "redis:65536", "redis:+1", "::1:6379", "[::1]",
          "[redis]:1", "[]:1", ".redis:1", "re dis:1", "redis/:1", "unix:", "redis://host:6379"})
        EXPECT_FALSE(parse_address(text)) << text;
    EXPECT_FALSE(parse_address("unix:/" + std::string(200, 'a')));
}

} // namespace
} // namespace postern::redis
