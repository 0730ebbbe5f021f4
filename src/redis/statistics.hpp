// What the room counts.
#pragma once

#include <postern/metrics/registry.hpp>
#include <postern/redis/error.hpp>

#include <array>
#include <atomic>
#include <memory>

namespace postern::redis {

// Thread-safe. The registry outlives all calls.
class statistics
{
public:
    explicit statistics(metrics::registry&);

    void count(const error_code& failure) noexcept;
    void count_reconnect() noexcept { reconnects_.add(); }
    void add_connections(int n) noexcept { *connections_ += n; }

private:
    std::array<metrics::counter*, static_cast<std::size_t>(last_errc) + 1> errors_{};
    metrics::counter& reconnects_;
    std::shared_ptr<std::atomic<int>> connections_; // the registry reads it as well
};

} // namespace postern::redis
