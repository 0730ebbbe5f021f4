#include <postern/codec/escape.hpp>

#include <gtest/gtest.h>

#include <string>

namespace postern::codec {
namespace {

struct row
{
    const char* name;
    std::string text;
    std::string escaped;
};

TEST(Escape, LeavesNothingThatSteersATerminal)
{
    const row rows[] = {
        {"plain", "Zo\xc3\xab, 5 \xe2\x82\xac \\ \"", "Zo\xc3\xab, 5 \xe2\x82\xac \\ \""},
        {"empty", "", ""},
        {"escape", "\x1b[2J", "\\u001b[2J"},
        {"line feed", "a\nb", "a\\u000ab"},
        {"zero", std::string("a\0b", 3), "a\\u0000b"},
        {"delete", "a\x7f", "a\\u007f"},
        {"one-octet CSI", "a\xc2\x9b", "a\\u009b"},
        {"no-break space stays", "a\xc2\xa0", "a\xc2\xa0"},
        {"line separator", "a\xe2\x80\xa8", "a\\u2028"},
        {"right-to-left override", "a\xe2\x80\xae", "a\\u202e"},
        {"isolate", "a\xe2\x81\xa6", "a\\u2066"},
        {"byte order mark", "\xef\xbb\xbf", "\\ufeff"},
        {"four octets", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"cut short", "a\xe2\x80", "a\\ufffd\\ufffd"},
        {"overlong", "\xc0\x8a", "\\ufffd\\ufffd"},
        {"surrogate", "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"},
        {"beyond Unicode", "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"},
        {"no first octet", "\x80\xff", "\\ufffd\\ufffd"},
    };
    for (const row& r : rows)
        EXPECT_EQ(escaped(r.text), r.escaped) << r.name;
}

TEST(Escape, CutsLongTextBetweenCharacters)
{
    EXPECT_EQ(escaped("abc", 3), "abc");
    EXPECT_EQ(escaped("abcd", 3), "abc...");
    EXPECT_EQ(escaped("ab\xe2\x82\xac", 5), "ab\xe2\x82\xac");
    for (const std::size_t limit : {2U, 3U, 4U})
        EXPECT_EQ(escaped("ab\xe2\x82\xac", limit), "ab...") << limit;
    EXPECT_EQ(escaped("abc", 0), "...");
    EXPECT_EQ(cut(std::string(9, '\x80'), 6).size(), 3U); // not UTF-8: no search without end
}

} // namespace
} // namespace postern::codec
