// What the room counts.
#pragma once

#include <postern/metrics/registry.hpp>
#include <postern/redis/error.hpp>

#include <array>
#include <atomic>

namespace postern::redis {

// Thread-safe. The registry outlives it.
class statistics
{
public:
    explicit statistics(metrics::registry&);
    ~statistics();
    statistics(const statistics&) = delete;
    statistics& operator=(const statistics&) = delete;

    void count(const error_code& failure) noexcept;
    void count_reconnect() noexcept { reconnects_.add(); }
    void add_connections(int n) noexcept { connections_ += n; }

private:
    metrics::registry& registry_;
    std::array<metrics::counter*, static_cast<std::size_t>(last_errc) + 1> errors_{};
    metrics::counter& reconnects_;
    std::atomic<int> connections_{0};
};

} // namespace postern::redis
