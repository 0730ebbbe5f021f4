#include "reconnect.hpp"

#include <algorithm>

namespace postern::redis {

std::chrono::milliseconds reconnect::on_failed_attempt(double random) noexcept
{
    connected_ = false;
    ++failures_;
    return delay(random);
}

std::chrono::milliseconds reconnect::on_lost(double random) noexcept
{
    connected_ = false;
    ++failures_;
    return failures_ == 1 ? std::chrono::milliseconds(0) : delay(random);
}

std::chrono::milliseconds reconnect::delay(double random) const noexcept
{
    if (is_open())
        return longest_delay;
    const auto full = std::min(longest_delay, first_delay * (1U << (failures_ - 1)));
    return full - std::chrono::milliseconds(
                      static_cast<int>(static_cast<double>(full.count()) * random / 2)
                  );
}

} // namespace postern::redis
