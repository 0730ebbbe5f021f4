#include <postern/codec/ascii.hpp>

#include <gtest/gtest.h>

#include <string>

namespace postern::codec {
namespace {

TEST(Ascii, ComparesNamesWithoutCase)
{
    EXPECT_TRUE(equal_ignoring_case("Host", "Host"));
    EXPECT_TRUE(equal_ignoring_case("HOST", "host"));
    EXPECT_FALSE(equal_ignoring_case("Host", "Hos"));
    EXPECT_FALSE(equal_ignoring_case("@", "`")); // 0x20 apart, and no letters
    EXPECT_FALSE(equal_ignoring_case("\xc3\x84", "\xc3\xa4"));
}

struct class_row
{
    std::string text;
    bool token, visible, control;
};

TEST(Ascii, KnowsTheClassOfEachText)
{
    const class_row rows[] = {
        {"GET", true, true, false},
        {"X-Forwarded_For", true, true, false},
        {"!#$%&'*+-.^_`|~", true, true, false},
        {"", false, true, false},
        {"a b", false, false, false},
        {"a\tb", false, false, true},
        {"a:b", false, true, false},
        {"a\"b", false, true, false},
        {"a(b)", false, true, false},
        {std::string(1, '\0'), false, false, true},
        {"\x1f", false, false, true},
        {"\x7f", false, false, true},
        {"\x80", false, false, false},
        {"\xff", false, false, false},
    };
    for (const class_row& row : rows) {
        SCOPED_TRACE(row.text);
        EXPECT_EQ(is_token(row.text), row.token);
        EXPECT_EQ(is_visible(row.text), row.visible);
        EXPECT_EQ(has_control_character(row.text), row.control);
    }
}

TEST(Ascii, TakesWhiteSpaceOffBothEnds)
{
    for (const std::string_view text : {"a b", " a b", "a b\t", "\t a b \t"})
        EXPECT_EQ(without_white_space(text), "a b") << text;
    for (const std::string_view text : {"", " ", "\t \t"})
        EXPECT_EQ(without_white_space(text), "");
    EXPECT_EQ(without_white_space("\na"), "\na");
}

TEST(Ascii, FoldsHeaderCharactersThatApplicationsConfuse)
{
    EXPECT_EQ(fold_header_character('A'), 'a');
    EXPECT_EQ(fold_header_character('z'), 'z');
    EXPECT_EQ(fold_header_character('9'), '9');
    for (const char c : {'-', '_', '.', '~', '\x80'})
        EXPECT_EQ(fold_header_character(c), '-');
}

} // namespace
} // namespace postern::codec
