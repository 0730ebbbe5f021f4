#include "client_connect.hpp"

#include "client_outcome.hpp"

#include <algorithm>

namespace postern::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

asio::awaitable<error_code>
connect(std::optional<beast::tcp_stream>& into, const endpoint_list& all, connect_limits limits)
{
    const auto executor = co_await asio::this_coro::executor;
    error_code last = client_errc::name_not_found;
    for (const auto& each : all) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= limits.deadline)
            co_return client_errc::timed_out;
        into.emplace(executor); // a socket of its own, because addresses have two families
        into->expires_at(std::min(now + limits.each, limits.deadline));
        const auto [failed] = co_await into->async_connect(each, as_result);
        last = outcome(failed, client_errc::connect_failed);
        // A reset while the connection is made is a refusal, too.
        if (last == client_errc::closed_early)
            last = client_errc::connect_failed;
        if (!last)
            break;
    }
    if (last)
        co_return last;
    into->expires_at(limits.deadline);
    error_code ignored; // the octets only arrive later
    into->socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return last;
}

} // namespace postern::http
