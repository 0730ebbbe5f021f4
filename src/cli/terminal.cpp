#include "terminal.hpp"

#include <postern/base/unix_time.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <optional>

namespace postern::cli {
namespace {

std::string escape(unsigned code)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\u%04x", code);
    return text.data();
}

unsigned octet(std::string_view text, std::size_t at)
{
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

struct character
{
    std::optional<unsigned> escaped; // its code, if it must not be shown
    std::size_t size = 1;
};

// U+0080 to U+009F are two octets of UTF-8; the bidirectional controls U+200E to U+200F, U+202A to
// U+202E and U+2066 to U+2069 are three (Unicode Standard Annex 9 §2).
character steering_character(std::string_view text, std::size_t at)
{
    const unsigned first = octet(text, at);
    if ((first < 0x20 && first != '\n') || first == 0x7f)
        return {first, 1};
    const unsigned second = octet(text, at + 1);
    if (first == 0xc2 && second >= 0x80 && second < 0xa0)
        return {second, 2};
    if (first != 0xe2 || (second != 0x80 && second != 0x81))
        return {};
    const unsigned code = 0x2000 + ((second & 0x3f) << 6) + (octet(text, at + 2) & 0x3f);
    const bool turns = (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
                       (code >= 0x2066 && code <= 0x2069);
    return turns ? character{code, 3} : character{};
}

bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Base64 and base64url but `/`, which parts the names of folders.
bool is_secret_character(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '-' || c == '_' || c == '+' ||
           c == '=';
}

// Every JOSE header starts with `{"`, which is eyJ in base64url.
bool starts_token(std::string_view text)
{
    return text.starts_with("eyJ");
}

// Words and names of options are long, but neither numbered nor of mixed case.
bool is_random(std::string_view run)
{
    constexpr std::size_t shortest = 20; // 15 octets in base64
    const bool lower = std::any_of(run.begin(), run.end(), is_lower);
    const bool upper = std::any_of(run.begin(), run.end(), is_upper);
    const bool digit = std::any_of(run.begin(), run.end(), is_digit);
    return run.size() >= shortest && (digit || (lower && upper));
}

template <class Accepts>
std::string_view run_of(std::string_view text, Accepts accepts)
{
    const auto end = std::find_if_not(text.begin(), text.end(), accepts);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

struct unit
{
    std::int64_t seconds;
    const char* name;
};
constexpr std::array<unit, 4> units{{{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}}};

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const character found = steering_character(text, at);
        out += found.escaped ? escape(*found.escaped) : std::string(text.substr(at, found.size));
        at += found.size;
    }
    return out;
}

std::string without_secrets(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        std::string_view run = run_of(text, is_secret_character);
        // `--option=VALUE` is two of them.
        if (const auto name = run.find('='); name != run.npos && run.starts_with('-'))
            run = run.substr(0, name + 1);
        if (const auto token = run.find("eyJ"); token != run.npos && token != 0)
            run = run.substr(0, token);
        const bool token = starts_token(run);
        if (token)
            run = run_of(text, [](char c) { return is_secret_character(c) || c == '.'; });
        run = run.empty() ? text.substr(0, 1) : run;
        out += token || is_random(run) ? "***" : std::string(run);
        text.remove_prefix(run.size());
    }
    return out;
}

std::string utc_text(std::int64_t unix_seconds)
{
    if (unix_seconds < 0 || unix_seconds > last_second)
        return {};
    const std::time_t when = unix_seconds;
    std::tm parts{};
    gmtime_r(&when, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text.data();
}

std::string distance_text(std::int64_t unix_seconds, time_point now)
{
    const std::int64_t away = unix_seconds - std::chrono::system_clock::to_time_t(now);
    std::int64_t left = away < 0 ? -away : away;
    std::string text;
    int named = 0;
    for (const unit& u : units) {
        if (named == 2 || (left < u.seconds && !(named == 0 && u.seconds == 1)))
            continue;
        text += (named++ == 0 ? "" : " ") + std::to_string(left / u.seconds) + u.name;
        left %= u.seconds;
    }
    return away < 0 ? text + " ago" : "in " + text;
}

} // namespace postern::cli
