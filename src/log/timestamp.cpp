#include <postern/log/timestamp.hpp>

namespace postern::log {
namespace {

// Writes the last `digits` decimal digits of the value before `end`, with leading zeros.
void put_digits(char* end, unsigned value, int digits)
{
    for (; digits > 0; --digits, value /= 10)
        *--end = static_cast<char>('0' + value % 10);
}

} // namespace

std::string_view timestamp::text(time_point at) noexcept
{
    namespace chrono = std::chrono;
    const auto second = chrono::floor<chrono::seconds>(at);
    char* const text = text_.data();
    // Most lines have the same second as the line before. Then only the milliseconds change.
    if (second != second_) {
        second_ = second;
        const auto day = chrono::floor<chrono::days>(second);
        const chrono::year_month_day date(day);
        const chrono::hh_mm_ss clock(second - day);
        std::string_view("0000-00-00T00:00:00.000Z").copy(text, text_.size());
        put_digits(text + 4, static_cast<unsigned>(static_cast<int>(date.year())), 4);
        put_digits(text + 7, static_cast<unsigned>(date.month()), 2);
        put_digits(text + 10, static_cast<unsigned>(date.day()), 2);
        put_digits(text + 13, static_cast<unsigned>(clock.hours().count()), 2);
        put_digits(text + 16, static_cast<unsigned>(clock.minutes().count()), 2);
        put_digits(text + 19, static_cast<unsigned>(clock.seconds().count()), 2);
    }
    const auto rest = chrono::floor<chrono::milliseconds>(at - second);
    put_digits(text + 23, static_cast<unsigned>(rest.count()), 3);
    return {text, text_.size()};
}

} // namespace postern::log
