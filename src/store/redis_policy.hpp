// Whether Redis may evict records. An evicted revocation looks like a removed one, so that the
// store is used only under maxmemory-policy noeviction.
#pragma once

#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/redis/client.hpp>
#include <postern/store/error.hpp>

#include <atomic>
#include <optional>
#include <string_view>

namespace postern::store {

// The policy in the text of `INFO memory`. Nothing if it is not there.
std::optional<std::string_view> find_policy(std::string_view info) noexcept;

// Thread-safe: the clients of all event loops share it. The references outlive it.
class redis_policy
{
public:
    redis_policy(metrics::registry&, log::logger&);

    // No error if the store may be used. Asks Redis at the first call and again every ten seconds,
    // because an operator can change the policy. A user who may not ask is warned of once.
    boost::asio::awaitable<error_code> admit(redis::client&, steady_point deadline);

    // errc::evicts if the store may not be used, as far as is known.
    error_code known() const noexcept;

private:
    enum class state
    {
        unknown, // not asked yet
        safe,
        unreadable, // Redis does not say
        evicts
    };

    bool is_due() noexcept;
    boost::asio::awaitable<result<state>> ask(redis::client&, steady_point deadline);
    void set(state);

    std::atomic<state> state_{state::unknown};
    std::atomic<steady_point> next_{steady_point::min()};
    metrics::gauge& unreadable_;
    log::logger& lines_;
};

} // namespace postern::store
