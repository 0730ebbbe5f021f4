// When the keys of an issuer are fetched: a machine without input and output. All times are of the
// steady clock.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/issuers/options.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace postern::issuers {

// Not thread-safe.
class refresh
{
public:
    explicit refresh(const refresh_limits& limits) : limits_(limits) {}

    // Whether a fetch has to begin now. At most one is under way: after true, call on_success() or
    // on_failure() before the next call. `has_unknown_kid`: tokens have come whose kid is not
    // known.
    bool begins(steady_point now, bool has_unknown_kid);

    // `max_age`: of Cache-Control, if it was there.
    void on_success(steady_point now, std::optional<std::chrono::seconds> max_age);

    // The pause doubles with each failure. `random` is at least 0 and less than 1.
    void on_failure(steady_point now, double random);

    // Whether keys were fetched once, and not so long ago that they must not be used any more.
    bool may_be_used(steady_point now) const noexcept;

    // Since the last success; nothing if there was none.
    std::optional<std::chrono::nanoseconds> age(steady_point now) const noexcept;

private:
    const refresh_limits limits_;
    bool is_under_way_ = false;
    steady_point next_ = steady_point::min(); // the next regular fetch
    steady_point cooled_down_ = steady_point::min();
    std::optional<steady_point> succeeded_;
    std::chrono::milliseconds pause_{0}; // after the last failure; zero after a success
};

// The `max-age` of a Cache-Control field (RFC 9111 §5.2.2.1), if there is one. `no-store` and
// `no-cache` are an age of zero. A number that is too large is the largest one.
std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control);

} // namespace postern::issuers
