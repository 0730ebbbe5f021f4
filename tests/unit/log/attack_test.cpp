// No value, whatever its octets, makes a second line, a second field or a line that is not JSON.
#include "captured.hpp"
#include <postern/log/access_log.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace postern::log {
namespace {

using test::parse_object;
using test::split_lines;
using test::written_by;

struct row
{
    std::string name;
    std::string value;
    std::string read_back; // from the JSON line
};

const std::string replacement = "\ufffd";

const row rows[] = {
    {"empty", "", ""},
    {"line feed", "a\n2026-11-22T20:31:00.123Z info forged",
     "a\n2026-11-22T20:31:00.123Z info forged"},
    {"carriage return", "a\rb", "a\rb"},
    {"end of JSON", "\"}\n{\"event\":\"forged\"", "\"}\n{\"event\":\"forged\""},
    {"another field", "x level=error", "x level=error"},
    {"another field without space", "level=error", "level=error"},
    {"quote", "\"", "\""},
    {"backslash at the end", "a\\", "a\\"},
    {"escaped quote", "\\\"", "\\\""},
    {"NUL", std::string("a\0b", 3), std::string("a\0b", 3)},
    {"terminal escape", "\x1b[2J", "\x1b[2J"},
    {"DEL", "\x7f", "\x7f"},
    {"C1 control", "\u009b2J", "\u009b2J"},
    {"line separator", "a\u2028b\u2029c\u0085", "a\u2028b\u2029c\u0085"},
    {"direction override", "\u202eabc\u2066", "\u202eabc\u2066"},
    {"letters", "J\u00fcrgen \u4e2d \U0001f600", "J\u00fcrgen \u4e2d \U0001f600"},
    {"lone continuation", "a\x80z", "a" + replacement + "z"},
    {"overlong slash", "\xc0\xaf", replacement + replacement},
    {"overlong NUL", "\xe0\x80\x80", replacement + replacement + replacement},
    {"surrogate", "\xed\xa0\x80", replacement + replacement + replacement},
    {"beyond Unicode", "\xf4\x90\x80\x80", replacement + replacement + replacement + replacement},
    {"never a lead", "\xf8\xff", replacement + replacement},
    {"cut character", "a\xe2\x82", "a" + replacement + replacement},
    {"character cut by a quote", "\xe2\x82\"", replacement + replacement + "\""},
};

std::string event_line(format format, std::string_view value)
{
    return written_by({.format = format}, [&](logger& l) {
        l.write(level::info, "keys.skipped", {{"kid", value}, {"after", "1"}});
    });
}

std::string access_lines(format format, std::string_view value)
{
    return written_by({}, [&](logger& l) {
        access_log(l, {.format = format, .access = access::all})
            .write({.endpoint = "/e", .subject = value, .client = "c", .at = test::evening}, true);
    });
}

bool is_one_clean_line(std::string text)
{
    const bool ended = text.ends_with('\n');
    text.pop_back();
    return ended && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

// The value of ` name=` in a text line, unquoted.
std::string text_value(const std::string& line, const std::string& name, const std::string& next)
{
    const auto begin = line.find(" " + name + "=") + name.size() + 2;
    const auto value = line.substr(begin, line.rfind(" " + next + "=") - begin);
    return value[0] == '"' ? std::string(boost::json::parse(value).as_string()) : value;
}

TEST(LogAttack, JsonLinesReadBack)
{
    for (const auto& [name, value, read_back] : rows) {
        SCOPED_TRACE(name);
        const auto line = event_line(format::json, value);
        EXPECT_TRUE(is_one_clean_line(line));
        const auto object = parse_object(line);
        EXPECT_EQ(object.size(), 5U);
        EXPECT_EQ(object.at("event"), "keys.skipped");
        EXPECT_EQ(object.at("kid"), boost::json::string_view(read_back));
        EXPECT_EQ(object.at("after"), "1");
    }
}

TEST(LogAttack, TextLinesReadBack)
{
    for (const auto& [name, value, read_back] : rows) {
        SCOPED_TRACE(name);
        const auto line = event_line(format::text, value);
        EXPECT_TRUE(is_one_clean_line(line));
        EXPECT_EQ(text_value(line, "kid", "after"), read_back);
    }
}

TEST(LogAttack, AccessLinesReadBack)
{
    for (const auto& [name, value, read_back] : rows) {
        if (value.empty())
            continue;
        SCOPED_TRACE(name);
        const auto json = access_lines(format::json, value);
        EXPECT_TRUE(is_one_clean_line(json));
        EXPECT_EQ(parse_object(json).at("subject"), boost::json::string_view(read_back));
        const auto text = access_lines(format::text, value);
        EXPECT_TRUE(is_one_clean_line(text));
        EXPECT_EQ(text_value(text, "subject", "client"), read_back);
    }
}

TEST(LogAttack, EveryPairOfOctetsStaysInItsField)
{
    const auto both = [](format format, int a) {
        return written_by({.format = format}, [&](logger& l) {
            for (int b = 0; b < 256; ++b) {
                const char value[] = {static_cast<char>(a), static_cast<char>(b)};
                l.write(level::info, "e", {{"v", {value, 2}}, {"after", "1"}});
            }
        });
    };
    for (int a = 0; a < 256; ++a) {
        const auto json = split_lines(both(format::json, a));
        const auto text = split_lines(both(format::text, a));
        ASSERT_EQ(json.size(), 256U);
        ASSERT_EQ(text.size(), 256U);
        for (std::size_t b = 0; b < 256; ++b) {
            const auto object = parse_object(json[b]);
            ASSERT_EQ(object.size(), 5U);
            ASSERT_EQ(text_value(text[b], "v", "after"), object.at("v").as_string());
        }
    }
}

TEST(LogAttack, CuttingNeverBreaksACharacter)
{
    for (std::size_t before = 505; before <= 512; ++before) {
        for (const std::string character : {"\u00fc", "\u4e2d", "\U0001f600"}) {
            const auto value = std::string(before, 'a') + character + std::string(20, 'b');
            const auto subject = std::string(
                parse_object(access_lines(format::json, value)).at("subject").as_string()
            );
            EXPECT_EQ(subject.find(replacement), std::string::npos);
            EXPECT_LE(subject.size(), 515U);
            EXPECT_EQ(subject.substr(subject.size() - 3), "\u2026");
        }
    }
}

} // namespace
} // namespace postern::log
