#include <postern/codec/socket_address.hpp>

#include <gtest/gtest.h>

#include <string>

namespace postern::codec {
namespace {

TEST(SocketAddress, ReadsAPortOfDigitsAlone)
{
    const std::pair<const char*, std::optional<std::uint16_t>> rows[] = {
        {"0", 0},
        {"6379", 6379},
        {"65535", 65535},
        {"65536", std::nullopt},
        {"", std::nullopt},
        {"-1", std::nullopt},
        {"+1", std::nullopt},
        {" 1", std::nullopt},
        {"1 ", std::nullopt},
        {"0x10", std::nullopt},
    };
    for (const auto& [text, expected] : rows)
        EXPECT_EQ(parse_port(text), expected) << text;
}

TEST(SocketAddress, KnowsAPathThatFitsASocket)
{
    EXPECT_TRUE(is_socket_path("/run/a.sock"));
    EXPECT_TRUE(is_socket_path(std::string(107, 'a')));
    EXPECT_FALSE(is_socket_path(std::string(108, 'a')));
    EXPECT_FALSE(is_socket_path(""));
    EXPECT_FALSE(is_socket_path(std::string("/a\0b", 4)));
}

} // namespace
} // namespace postern::codec
