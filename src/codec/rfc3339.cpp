#include <postern/base/unix_time.hpp>
#include <postern/codec/rfc3339.hpp>

namespace postern::codec {
namespace {

using namespace std::chrono;

// Reads a text from its beginning. After the first mismatch it stays bad.
class scanner
{
public:
    explicit scanner(std::string_view text) noexcept : rest_(text) {}

    bool has(char wanted) const noexcept { return !rest_.empty() && rest_.front() == wanted; }

    void skip(char wanted) noexcept
    {
        good_ = good_ && has(wanted);
        if (good_)
            rest_.remove_prefix(1);
    }

    // A number of exactly `digits` digits, from `least` to `most`.
    int number(int digits, int least, int most) noexcept
    {
        int read = 0;
        for (int n = 0; n != digits; ++n)
            read = read * 10 + digit();
        good_ = good_ && read >= least && read <= most;
        return read;
    }

    // One to nine digits after the point.
    nanoseconds fraction() noexcept
    {
        std::int64_t read = 0;
        std::int64_t unit = 1'000'000'000;
        do {
            unit /= 10;
            read += digit() * unit;
        } while (good_ && unit > 1 && is_digit());
        return nanoseconds(read);
    }

    bool is_done() const noexcept { return good_ && rest_.empty(); }

private:
    bool is_digit() const noexcept
    {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }

    int digit() noexcept
    {
        good_ = good_ && is_digit();
        if (!good_)
            return 0;
        const int read = rest_.front() - '0';
        rest_.remove_prefix(1);
        return read;
    }

    std::string_view rest_;
    bool good_ = true;
};

year_month_day read_date(scanner& from) noexcept
{
    const int y = from.number(4, 0, 9999);
    from.skip('-');
    const int m = from.number(2, 1, 12);
    from.skip('-');
    const int d = from.number(2, 1, 31);
    return year(y) / month(static_cast<unsigned>(m)) / day(static_cast<unsigned>(d));
}

seconds read_time_of_day(scanner& from) noexcept
{
    const hours h(from.number(2, 0, 23));
    from.skip(':');
    const minutes m(from.number(2, 0, 59));
    from.skip(':');
    return h + m + seconds(from.number(2, 0, 59));
}

// How far the local time is ahead of UTC.
minutes read_offset(scanner& from) noexcept
{
    if (from.has('Z')) {
        from.skip('Z');
        return minutes(0);
    }
    const bool behind = from.has('-');
    from.skip(behind ? '-' : '+');
    const hours h(from.number(2, 0, 23));
    from.skip(':');
    const minutes ahead = h + minutes(from.number(2, 0, 59));
    return behind ? -ahead : ahead;
}

} // namespace

std::optional<time_point> rfc3339_decode(std::string_view text) noexcept
{
    scanner from(text);
    const year_month_day date = read_date(from);
    from.skip('T');
    const seconds of_day = read_time_of_day(from);
    nanoseconds fraction{};
    if (from.has('.')) {
        from.skip('.');
        fraction = from.fraction();
    }
    const minutes ahead = read_offset(from);
    if (!from.is_done() || !date.ok())
        return std::nullopt;
    // A time_point ends in 2262, so the range is checked in seconds.
    const auto since = sys_days(date).time_since_epoch() + of_day - ahead;
    if (since < seconds(0) || since >= seconds(last_kept_second))
        return std::nullopt;
    return time_point(since + fraction);
}

} // namespace postern::codec
