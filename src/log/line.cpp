#include "line.hpp"

#include "quote.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace postern::log {
namespace {

// In the order of `level`.
constexpr std::array<std::string_view, 5> level_names{"debug", "info", "warn", "error", "audit"};

void append_number(std::string& out, std::uint64_t value)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

} // namespace

line::line(
    std::string& out, log::format format, std::string_view time, level level,
    std::string_view event, std::size_t value_limit
)
    : out_(out), json_(format == log::format::json), value_limit_(value_limit)
{
    // Both formats begin with time, level and event. The text format writes only their values.
    const auto level_name = level_names[static_cast<std::size_t>(level)];
    out_.append(json_ ? R"({"time":")" : "").append(time);
    out_.append(json_ ? R"(","level":")" : " ").append(level_name);
    out_.append(json_ ? R"(","event":")" : " ").append(event).append(json_ ? "\"" : "");
}

void line::begin_field(std::string_view name)
{
    out_.append(json_ ? ",\"" : " ").append(name).append(json_ ? "\":" : "=");
}

void line::add(std::string_view name, std::string_view value)
{
    begin_field(name);
    // The text format quotes only where it must. JSON quotes each string.
    if (!json_ && value.size() <= value_limit_ && is_plain(value))
        out_.append(value);
    else
        append_quoted(out_, value, value_limit_);
}

void line::add(std::string_view name, std::uint64_t value)
{
    begin_field(name);
    append_number(out_, value);
}

void line::add_microseconds(std::string_view name, std::chrono::nanoseconds value)
{
    // A negative duration must not become a huge number. The fraction always has three digits.
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
    add(name, ns / 1000);
    const auto rest = ns % 1000;
    out_.append(1, '.').append(rest < 100 ? rest < 10 ? "00" : "0" : "");
    append_number(out_, rest);
}

void line::end()
{
    out_.append(json_ ? "}\n" : "\n");
}

} // namespace postern::log
