// Whether Redis may evict records. An evicted revocation looks like a removed one, so that the
// store is used only under maxmemory-policy noeviction.
#pragma once

#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/redis/client.hpp>
#include <postern/redis/command.hpp>
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

    // What Redis is asked each second, because an operator can change the policy.
    static redis::command question() { return redis::command("INFO").arg("memory"); }

    // An error if the answer says that the store must not be used, or if there is no answer. If the
    // user may not ask, that is logged once and is no error.
    error_code judge(const result<redis::reply>& answer);

    bool has_answer() const noexcept { return state_ != state::unknown; }
    boost::asio::awaitable<void> wait_for_answer(steady_point deadline) const;

    // redis::errc::not_connected before the first answer, errc::evicts if the store may not be
    // used.
    error_code refusal() const noexcept;

private:
    enum class state
    {
        unknown, // no answer yet
        safe,
        unreadable, // Redis does not say
        evicts
    };

    void set(state);

    std::atomic<state> state_{state::unknown};
    metrics::gauge& unreadable_;
    log::logger& lines_;
};

} // namespace postern::store
