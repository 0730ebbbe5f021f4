#include "slot.hpp"

#include <gtest/gtest.h>

namespace postern::redis {
namespace {

// The first is the check value of CRC-16/XMODEM; the others are what CLUSTER KEYSLOT answers.
TEST(RedisSlot, IsTheChecksumOfTheKeyOrOfItsHashTag)
{
    const std::pair<std::string_view, int> rows[] = {
        {"123456789", 0x31c3}, {"", 0},
        {"foo", 12182},        {"bar", 5061},
        {"a{foo}b", 12182},    {"{foo}", 12182},
        {"{foo}{bar}", 12182}, {"{}foo", 9500},
        {"{foo", 13308},       {"}foo{bar}", 5061},
    };
    for (const auto& [key, slot] : rows)
        EXPECT_EQ(slot_of(key), slot) << key;
}

} // namespace
} // namespace postern::redis
