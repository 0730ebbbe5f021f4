#include <postern/codec/cookie.hpp>

#include <gtest/gtest.h>

#include <string>
#include <support/exact_copy.hpp>
#include <vector>

namespace postern::codec {
namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

pairs all_cookies(std::string_view text)
{
    const test::exact_copy copy(text);
    pairs found;
    std::string_view rest = copy;
    while (const auto next = next_cookie(rest))
        found.emplace_back(next->name, next->value);
    return found;
}

struct cookie_row
{
    std::string_view name;
    std::string_view header;
    pairs expected;
};

TEST(Cookie, ListsPairsAsSent)
{
    const cookie_row rows[] = {
        {"empty", "", {}},
        {"only separators", "; ;;\t;", {}},
        {"one", "session=abc", {{"session", "abc"}}},
        {"several", "a=1; b=2;c=3", {{"a", "1"}, {"b", "2"}, {"c", "3"}}},
        {"white space around a pair", " \ta=1 \t;  b=2 ", {{"a", "1"}, {"b", "2"}}},
        {"white space inside stays", "a = 1", {{"a ", " 1"}}},
        {"quotes stay", R"(a="x y")", {{"a", R"("x y")"}}},
        {"a quoted separator separates", R"(a="x;b=y")", {{"a", "\"x"}, {"b", "y\""}}},
        {"percent stays", "a=%41%3b", {{"a", "%41%3b"}}},
        {"second sign belongs to the value", "a=b=c", {{"a", "b=c"}}},
        {"no sign", "abc", {{"", "abc"}}},
        {"empty name", "=session=abc", {{"", "session=abc"}}},
        {"empty value", "a=; b", {{"a", ""}, {"", "b"}}},
        {"twice", "a=1; a=2", {{"a", "1"}, {"a", "2"}}},
        {"comma is no separator", "a=1, b=2", {{"a", "1, b=2"}}},
        {"case matters", "A=1; a=2", {{"A", "1"}, {"a", "2"}}},
        {"octets beyond ASCII", "a=\xff\x80", {{"a", "\xff\x80"}}},
    };
    for (const cookie_row& row : rows)
        EXPECT_EQ(all_cookies(row.header), row.expected) << row.name;
}

TEST(Cookie, KeepsANulInside)
{
    const std::string header{"a=1\0; b=2", 9};
    EXPECT_EQ(all_cookies(header), (pairs{{"a", std::string("1\0", 2)}, {"b", "2"}}));
}

} // namespace
} // namespace postern::codec
