#include "refresh.hpp"

#include <algorithm>

namespace postern::issuers {
namespace {

constexpr std::chrono::milliseconds first_pause{1000}, longest_pause{30'000};

} // namespace

bool refresh::begins(steady_point now, bool has_unknown_kid)
{
    const bool is_wanted = has_unknown_kid && now >= cooled_down_;
    if (is_under_way_ || (now < next_ && !is_wanted))
        return false;
    is_under_way_ = true;
    // From the attempt on, so that an issuer that is down is not asked more often.
    cooled_down_ = now + limits_.cool_down;
    return true;
}

void refresh::on_success(steady_point now, std::optional<std::chrono::seconds> max_age)
{
    is_under_way_ = false;
    pause_ = {};
    succeeded_ = now;
    next_ = now + std::clamp(max_age.value_or(limits_.usual), limits_.shortest, limits_.longest);
}

void refresh::on_failure(steady_point now, double random)
{
    is_under_way_ = false;
    pause_ = std::clamp(2 * pause_, first_pause, longest_pause);
    // From half of the pause to all of it, so that resolvers do not ask at the same time.
    next_ = now + std::chrono::duration_cast<std::chrono::milliseconds>(pause_ * (1 + random) / 2);
}

bool refresh::may_be_used(steady_point now) const noexcept
{
    return succeeded_ && now - *succeeded_ <= limits_.max_stale;
}

std::optional<std::chrono::nanoseconds> refresh::age(steady_point now) const noexcept
{
    if (!succeeded_)
        return std::nullopt;
    return now - *succeeded_;
}

} // namespace postern::issuers
