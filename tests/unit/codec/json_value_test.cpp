#include <postern/codec/json_value.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace postern::codec {
namespace {

namespace json = boost::json;

TEST(JsonValue, IsATextOrNone)
{
    EXPECT_EQ(text_of("a"), "a");
    EXPECT_EQ(text_of(""), "");
    EXPECT_EQ(text_of("a\n"), "a\n");
    EXPECT_EQ(plain_text_of("a\n"), std::nullopt);
    EXPECT_EQ(plain_text_of("\xc3\xa9"), "\xc3\xa9");
    for (const json::value& other :
         {json::value(), json::value(1), json::value(true), json::value(json::array{"a"}),
          json::value(json::object{})}) {
        EXPECT_EQ(text_of(other), std::nullopt) << other;
        EXPECT_EQ(plain_text_of(other), std::nullopt) << other;
    }
}

TEST(JsonValue, IsAWholeNumberOrNone)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, most, least})
        EXPECT_EQ(integer_of(number), number);
    EXPECT_EQ(integer_of(7.0), 7);
    for (const json::value& other :
         {json::value(), json::value("1"), json::value(true), json::value(1.5), json::value(1e300),
          json::value(static_cast<std::uint64_t>(most) + 1), json::value(json::array{1})})
        EXPECT_EQ(integer_of(other), std::nullopt) << other;
}

} // namespace
} // namespace postern::codec
