#include "terminal.hpp"

#include <postern/base/unix_time.hpp>
#include <postern/codec/ascii.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace postern::cli {
namespace {

bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Base64 and base64url without `/`, which separates the names of folders.
bool is_secret_character(char c)
{
    return codec::is_alphanumeric(c) || c == '-' || c == '_' || c == '+' || c == '=';
}

// Every JOSE header starts with `{"`, which is eyJ in base64url.
bool starts_token(std::string_view text)
{
    return text.starts_with("eyJ");
}

// Words and names of options are long, too, but have no digits and no mixed case.
bool is_random(std::string_view run)
{
    constexpr std::size_t shortest = 20; // 15 octets in base64
    const bool lower = std::any_of(run.begin(), run.end(), is_lower);
    const bool upper = std::any_of(run.begin(), run.end(), is_upper);
    const bool digit = std::any_of(run.begin(), run.end(), codec::is_digit);
    return run.size() >= shortest && (digit || (lower && upper));
}

// Returns the longest prefix of `text` in which `accepts` is true for every character.
template <class Accepts>
std::string_view run_of(std::string_view text, Accepts accepts)
{
    const auto end = std::find_if_not(text.begin(), text.end(), accepts);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// A unit of a distance in time. The largest unit is first in the list.
struct unit
{
    std::int64_t seconds;
    const char* name;
};
constexpr std::array<unit, 4> units{{{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}}};

} // namespace

std::string without_secrets(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        // The text is divided into runs. A run is replaced as a whole, or copied as a whole.
        std::string_view run = run_of(text, is_secret_character);
        // `--option=VALUE` is two runs.
        if (const auto name = run.find('='); name != run.npos && run.starts_with('-'))
            run = run.substr(0, name + 1);
        // A token after other characters is a run of its own.
        if (const auto token = run.find("eyJ"); token != run.npos && token != 0)
            run = run.substr(0, token);
        const bool token = starts_token(run);
        // The three parts of a token have dots between them (RFC 7515 §7.1).
        if (token)
            run = run_of(text, [](char c) { return is_secret_character(c) || c == '.'; });
        // A character that no secret has is copied alone.
        run = run.empty() ? text.substr(0, 1) : run;
        out += token || is_random(run) ? "***" : std::string(run);
        text.remove_prefix(run.size());
    }
    return out;
}

std::string utc_text(std::int64_t unix_seconds)
{
    // The year must have four digits, and the value comes from other programs.
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
    // At most two units are named, such as `1d 2h`. A distance of zero is `0s`.
    for (const unit& u : units) {
        if (named == 2 || (left < u.seconds && !(named == 0 && u.seconds == 1)))
            continue;
        text += (named++ == 0 ? "" : " ") + std::to_string(left / u.seconds) + u.name;
        left %= u.seconds;
    }
    return away < 0 ? text + " ago" : "in " + text;
}

} // namespace postern::cli
