#include "redis_policy.hpp"

namespace postern::store {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds interval{10};
constexpr std::string_view accepted = "noeviction";

// Redis has answered that the user may not ask, or that it does not know the command.
bool is_refusal(const error_code& why)
{
    return why == redis::errc::not_permitted || why == redis::errc::other_error;
}

} // namespace

std::optional<std::string_view> find_policy(std::string_view info) noexcept
{
    constexpr std::string_view name = "\nmaxmemory_policy:";
    const auto at = info.find(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = info.substr(at + name.size());
    return rest.substr(0, rest.find_first_of("\r\n"));
}

redis_policy::redis_policy(metrics::registry& counted, log::logger& lines)
    : unreadable_(counted.make_gauge("postern_redis_policy_unknown")), lines_(lines)
{
}

asio::awaitable<error_code> redis_policy::admit(redis::client& to, steady_point deadline)
{
    if (state_ == state::unknown || is_due()) {
        const auto found = co_await ask(to, deadline);
        if (!found)
            co_return found.error();
        set(*found);
    }
    co_return known();
}

error_code redis_policy::known() const noexcept
{
    return state_ == state::evicts ? make_error_code(errc::evicts) : error_code();
}

// True for one caller in each interval.
bool redis_policy::is_due() noexcept
{
    const steady_point now = std::chrono::steady_clock::now();
    steady_point next = next_;
    return now >= next && next_.compare_exchange_strong(next, now + interval);
}

asio::awaitable<result<redis_policy::state>>
redis_policy::ask(redis::client& to, steady_point deadline)
{
    state worst = state::safe;
    for (std::size_t n = 0; n < to.masters() || n == 0; ++n) {
        auto question = redis::command("INFO").arg("memory").on_master(n);
        const auto answer = co_await to.run(std::move(question), deadline);
        if (!answer && !is_refusal(answer.error()))
            co_return answer.error();
        const std::string* const info = answer ? answer->text() : nullptr;
        const auto policy = info != nullptr ? find_policy(*info) : std::nullopt;
        if (policy && *policy != accepted)
            co_return state::evicts;
        if (!policy)
            worst = state::unreadable;
    }
    co_return worst;
}

void redis_policy::set(state now)
{
    const state before = state_.exchange(now);
    if (before == now)
        return;
    unreadable_.set(now == state::unreadable ? 1 : 0);
    if (now == state::evicts)
        lines_.write(log::level::error, "redis.may_evict", {{"needed", accepted}});
    if (now == state::unreadable)
        lines_.write(log::level::warn, "redis.policy_unknown", {{"needed", "+info"}});
}

} // namespace postern::store
