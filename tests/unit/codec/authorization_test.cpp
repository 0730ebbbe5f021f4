#include <postern/codec/authorization.hpp>

#include <gtest/gtest.h>

namespace postern::codec {
namespace {

TEST(Authorization, GivesTheTokenOfTheSchemeBearer)
{
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"Bearer a.b.c", "a.b.c"}, {"bearer a", "a"}, {"BEARER   a", "a"},   {"Bearer", ""},
        {"Bearer ", ""},           {"Bearer   ", ""}, {"Bearer a b", "a b"}, {"Bearer \ta", "\ta"},
        {"Bearer\ta", "\ta"},
    };
    for (const auto& [value, token] : rows)
        EXPECT_EQ(bearer_token(value), token) << value;
}

TEST(Authorization, LeavesOtherSchemesAlone)
{
    for (const std::string_view value :
         {"", "Basic YTpi", "Beare", "Bearera", "Bearer=a", " Bearer a", "Bearer,a"})
        EXPECT_EQ(bearer_token(value), std::nullopt) << value;
}

} // namespace
} // namespace postern::codec
