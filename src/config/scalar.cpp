#include <postern/codec/escape.hpp>
#include <postern/config/scalar.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace postern::config {
namespace {

struct unit
{
    std::string_view name;
    std::uint64_t factor;
};

// Smallest first.
constexpr std::array<unit, 5> durations{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<unit, 4> sizes{
    {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024}}};

// The largest number that std::chrono::milliseconds holds.
constexpr std::uint64_t max_measure = std::numeric_limits<std::int64_t>::max();

std::optional<std::uint64_t> parse_digits(std::string_view text, int base)
{
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    // The whole text must be digits. std::from_chars() accepts no sign for an unsigned number.
    const auto [stop, failed] = std::from_chars(text.data(), end, number, base);
    if (failed != std::errc{} || stop != end)
        return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parse_measure(std::string_view text, std::span<const unit> units)
{
    // The digits end at the unit. A number without a unit is refused, because no unit has an empty
    // name.
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_digits(text.substr(0, digits), 10);
    const auto found = std::find_if(units.begin(), units.end(), [&](const unit& u) {
        return u.name == text.substr(digits);
    });
    // A division finds out whether the product is too large. The product itself could overflow.
    if (!number || found == units.end() || *number > max_measure / found->factor)
        return std::nullopt;
    return *number * found->factor;
}

std::string format_measure(std::uint64_t value, std::span<const unit> units)
{
    // The largest unit that gives a whole number is used: 90 seconds are `90s`, 120 are `2m`.
    const unit* best = &units.front();
    for (const unit& u : units)
        if (value != 0 && value % u.factor == 0)
            best = &u;
    return std::to_string(value / best->factor) + std::string(best->name);
}

} // namespace

std::optional<std::uint64_t> parse_number(std::string_view text)
{
    if (text.substr(0, 2) == "0x")
        return parse_digits(text.substr(2), 16);
    return parse_digits(text, 10);
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    const auto value = parse_measure(text, durations);
    if (!value)
        return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

std::optional<std::uint64_t> parse_size(std::string_view text)
{
    return parse_measure(text, sizes);
}

std::string format_duration(std::chrono::milliseconds value)
{
    return value.count() == 0
               ? "0s"
               : format_measure(static_cast<std::uint64_t>(value.count()), durations);
}

std::string format_size(std::uint64_t octets)
{
    return format_measure(octets, sizes);
}

std::string in_quotes(std::string_view text)
{
    // The limit keeps an error on one line that people can read.
    constexpr std::size_t longest = 80;
    return '`' + codec::escaped(text, longest) + '`';
}

} // namespace postern::config
