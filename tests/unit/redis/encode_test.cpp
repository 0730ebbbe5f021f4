#include "encode.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace postern::redis {
namespace {

using namespace std::string_literals;

TEST(RedisEncode, WritesEachWordWithItsLength)
{
    std::string sent = "before";
    encode(sent, std::vector{"GET"s, ""s, "a\r\n*1\r\n$8\r\nFLUSHALL\r\n"s, "nul\0 \"'"s});
    EXPECT_EQ(
        sent, "before*4\r\n$3\r\nGET\r\n$0\r\n\r\n$21\r\na\r\n*1\r\n$8\r\nFLUSHALL\r\n\r\n"
              "$7\r\nnul\0 \"'\r\n"s
    );
}

TEST(RedisEncode, WritesTheTextOfAScriptInsteadOfItsDigest)
{
    std::string sent;
    encode_with_text(sent, std::vector{"EVALSHA"s, "digest"s, "0"s, "x"s}, "return 1");
    EXPECT_EQ(sent, "*4\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n0\r\n$1\r\nx\r\n");
}

} // namespace
} // namespace postern::redis
