#include <postern/codec/hexadecimal.hpp>
#include <postern/codec/uuid.hpp>

#include <gtest/gtest.h>

#include <string>

namespace postern::codec {
namespace {

TEST(Uuid, IsTheCanonicalTextInLowerCase)
{
    const std::string good = "0189af00-1234-7abc-8def-0123456789ab";
    EXPECT_TRUE(is_uuid(good));
    EXPECT_TRUE(is_uuid("00000000-0000-0000-0000-000000000000"));
    for (std::size_t n = 0; n != good.size(); ++n) {
        std::string bad = good;
        bad[n] = good[n] == '-' ? '0' : 'G';
        EXPECT_FALSE(is_uuid(bad)) << bad;
        EXPECT_FALSE(is_uuid(good.substr(0, n))) << n;
    }
    EXPECT_FALSE(is_uuid("0189AF00-1234-7abc-8def-0123456789ab"));
    EXPECT_FALSE(is_uuid(good + "0"));
}

TEST(Hexadecimal, HasTwoDigitsForEachOctet)
{
    EXPECT_EQ(hexadecimal(""), "");
    EXPECT_EQ(hexadecimal(std::string("\0\x0f\xa0\xff", 4)), "000fa0ff");
}

} // namespace
} // namespace postern::codec
