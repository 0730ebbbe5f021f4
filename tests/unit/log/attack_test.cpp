// No value can make a second line, a second field, or a line that is not JSON.
#include <postern/log/access_log.hpp>

#include "captured.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>

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

// Whether the text ends with its only line break and has no character that controls a terminal.
bool is_one_clean_line(std::string text)
{
    const bool ended = text.ends_with('\n');
    text.pop_back();
    const bool controls = std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    const bool marks = std::ranges::any_of(
        std::array{"\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066"},
        [&](const char* mark) { return text.find(mark) != std::string::npos; }
    );
    return ended && !controls && !marks;
}

using fields = std::vector<std::pair<std::string, std::string>>;

// The fields of a text line, read strictly: ` name=word` or ` name="JSON string"`, nothing else.
fields read_fields(const std::string& line)
{
    static const std::regex head(R"(\S+ [a-z]+ [a-z.]+)");
    static const std::regex field(R"re( ([a-z_]+)=("(?:[^"\\]|\\.)*"|[^ ="\\]+))re");
    constexpr auto here = std::regex_constants::match_continuous;
    fields result;
    std::smatch match;
    auto at = line.begin();
    if (std::regex_search(at, line.end(), match, head, here))
        at = match[0].second;
    for (; std::regex_search(at, line.end(), match, field, here); at = match[0].second) {
        const std::string value = match[2];
        result.emplace_back(
            match[1], value[0] == '"' ? std::string(boost::json::parse(value).as_string()) : value
        );
    }
    if (at != line.end())
        result.emplace_back("(rest)", std::string(at, line.end()));
    return result;
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
        EXPECT_EQ(
            read_fields(split_lines(line).at(0)), (fields{{"kid", read_back}, {"after", "1"}})
        );
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
        EXPECT_EQ(
            read_fields(split_lines(text).at(0)), (fields{
                                                      {"status", "0"},
                                                      {"endpoint", "/e"},
                                                      {"subject", read_back},
                                                      {"client", "c"},
                                                      {"duration_us", "0.000"}})
        );
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
            const std::string value(object.at("v").as_string());
            ASSERT_EQ(read_fields(text[b]), (fields{{"v", value}, {"after", "1"}}));
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
