#include "redis_policy.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace postern::store {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds pause_before_answer{2};
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

error_code redis_policy::judge(const result<redis::reply>& answer)
{
    if (!answer && !is_refusal(answer.error()))
        return answer.error();
    const std::string* const info = answer ? answer->text() : nullptr;
    const auto policy = info != nullptr ? find_policy(*info) : std::nullopt;
    if (!policy)
        set(state::unreadable);
    else
        set(*policy == accepted ? state::safe : state::evicts);
    return refusal();
}

asio::awaitable<void> redis_policy::wait_for_answer(steady_point deadline) const
{
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!has_answer() && std::chrono::steady_clock::now() + pause_before_answer < deadline) {
        pause.expires_after(pause_before_answer);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

error_code redis_policy::refusal() const noexcept
{
    if (!has_answer())
        return redis::errc::not_connected;
    return state_ == state::evicts ? make_error_code(errc::evicts) : error_code();
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
