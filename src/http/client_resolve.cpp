#include "client_connect.hpp"
#include "client_outcome.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace postern::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// getaddrinfo() cannot be interrupted, so its end and the deadline are two events. The lookup owns
// itself until getaddrinfo() has ended, and the caller waits for the earlier event.
struct lookup : std::enable_shared_from_this<lookup>
{
    explicit lookup(const asio::any_io_executor& on) : resolver(on), ended(on) {}

    void start(const destination& to)
    {
        const auto port = std::to_string(to.port);
        resolver.async_resolve(
            to.host, port, tcp::resolver::numeric_service,
            [self = shared_from_this(
             )](const error_code& failed, const tcp::resolver::results_type& all) {
                self->answered = true;
                if (!failed)
                    self->found.assign(all.begin(), all.end());
                self->ended.cancel();
            }
        );
    }

    tcp::resolver resolver;
    asio::steady_timer ended; // expires at the deadline, or is cancelled by the answer
    bool answered = false;
    endpoint_list found;
};

} // namespace

asio::awaitable<result<endpoint_list>> resolve(destination to, steady_point deadline)
{
    error_code is_name;
    const auto address = asio::ip::make_address(to.host, is_name);
    if (!is_name)
        co_return endpoint_list(1, tcp::endpoint(address, to.port));
    const auto executor = co_await asio::this_coro::executor;
    const auto shared = std::make_shared<lookup>(executor);
    shared->ended.expires_at(deadline);
    shared->start(to);
    co_await shared->ended.async_wait(as_result);
    if (!shared->answered)
        co_return client_errc::timed_out;
    if (shared->found.empty())
        co_return client_errc::name_not_found;
    co_return shared->found;
}

} // namespace postern::http
