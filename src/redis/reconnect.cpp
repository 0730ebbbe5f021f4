#include "reconnect.hpp"

#include <algorithm>
#include <random>

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

double random_part()
{
    thread_local std::minstd_rand generator(std::random_device{}());
    return std::uniform_real_distribution<>(0, 1)(generator);
}

} // namespace postern::redis
