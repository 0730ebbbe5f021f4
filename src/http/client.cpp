// One call, from top to bottom: check the request, connect (to the host or through a proxy), make
// TLS, exchange.
#include <postern/codec/ascii.hpp>
#include <postern/http/client.hpp>

#include "client_address.hpp"
#include "client_exchange.hpp"

namespace postern::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

using context_result = result<std::shared_ptr<asio::ssl::context>>;
using stream_holder = std::optional<beast::tcp_stream>;

// Whether the client may connect to this address of the host.
error_code permission(const asio::ip::address& address, const url& to, plain_http plain)
{
    if (is_refused(address))
        return client_errc::address_refused;
    const bool permitted = to.scheme == "https" || plain == plain_http::anywhere ||
                           (plain == plain_http::loopback && is_loopback(address));
    return permitted ? error_code() : client_errc::not_https;
}

// Leaves only the addresses that are permitted. If there are none, the error says why.
result<endpoint_list> permitted(const endpoint_list& all, const url& to, plain_http plain)
{
    endpoint_list good;
    error_code why = client_errc::name_not_found;
    for (const auto& each : all) {
        const error_code refused = permission(each.address(), to, plain);
        if (refused)
            why = refused;
        else
            good.push_back(each);
    }
    if (good.empty())
        return why;
    return good;
}

asio::awaitable<error_code> connect_directly(
    stream_holder& into, const url& to, const client_options& how, connect_limits limits
)
{
    if (to.scheme != "https" && how.plain == plain_http::never)
        co_return client_errc::not_https;
    const destination host{to.host, to.port};
    const auto all = co_await resolve(host, limits.deadline);
    if (!all)
        co_return all.error();
    const auto good = permitted(*all, to, how.plain);
    if (!good)
        co_return good.error();
    co_return co_await connect(into, *good, limits);
}

// The operator chose the proxy, so its address may be any. The proxy resolves the name of the host,
// so only a host that is an address can be checked here.
asio::awaitable<error_code>
connect_through(stream_holder& into, const proxy& through, const url& to, connect_limits limits)
{
    error_code is_name;
    const auto address = asio::ip::make_address(to.host, is_name);
    if (!is_name && is_refused(address))
        co_return client_errc::address_refused;
    const destination host{through.host, through.port};
    const auto all = co_await resolve(host, limits.deadline);
    error_code failed = all ? error_code() : all.error();
    if (!failed)
        failed = co_await connect(into, *all, limits);
    if (failed)
        co_return failed == client_errc::timed_out ? failed : client_errc::proxy_unreachable;
    co_return co_await open_tunnel(*into, through, to);
}

asio::awaitable<error_code> connect(
    stream_holder& into, const std::optional<proxy>& through, const url& to,
    const client_options& how, connect_limits limits
)
{
    if (through)
        co_return co_await connect_through(into, *through, to, limits);
    co_return co_await connect_directly(into, to, how, limits);
}

asio::awaitable<result<client_response>> exchange_over_tls(
    beast::tcp_stream& on, asio::ssl::context& context, const client_request& what,
    std::size_t limit
)
{
    tls_stream stream(on, context);
    if (const error_code failed = co_await secure(stream, what.to.host))
        co_return failed;
    co_return co_await exchange(stream, what, limit);
}

} // namespace

std::string client_response::field(std::string_view name) const
{
    std::string joined;
    for (const auto& [each, value] : fields) {
        if (codec::equal_ignoring_case(each, name))
            joined += (joined.empty() ? "" : ", ") + value;
    }
    return joined;
}

struct client::state
{
    explicit state(client_options given) : options(std::move(given)), trusted(options.ca_file) {}

    const client_options options;
    authorities trusted;

    asio::awaitable<result<client_response>> send(const client_request&);

    static asio::awaitable<result<client_response>>
    keep_and_send(std::shared_ptr<state> self, client_request what)
    {
        co_return co_await self->send(what);
    }
};

asio::awaitable<result<client_response>> client::state::send(const client_request& what)
{
    const connect_limits limits{options.connect, std::chrono::steady_clock::now() + options.total};
    if (const error_code bad = check(what))
        co_return bad;
    const auto through = choose_proxy(options.proxy, what.to);
    if (!through)
        co_return through.error();
    // Before the connection, so that the server does not wait while the CAs are read.
    const bool tls = what.to.scheme == "https";
    const auto context = tls ? trusted.context() : context_result(nullptr);
    if (!context)
        co_return context.error();
    stream_holder stream;
    if (const error_code failed = co_await connect(stream, *through, what.to, options, limits))
        co_return failed;
    if (!tls)
        co_return co_await exchange(*stream, what, options.body);
    co_return co_await exchange_over_tls(*stream, **context, what, options.body);
}

client::client(client_options options) : state_(std::make_shared<state>(std::move(options))) {}

asio::awaitable<result<client_response>> client::send(client_request what) const
{
    return state::keep_and_send(state_, std::move(what));
}

} // namespace postern::http
