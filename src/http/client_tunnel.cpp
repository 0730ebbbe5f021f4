#include "client_exchange.hpp"
#include "client_head.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/write.hpp>

namespace postern::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::http::field;

namespace {

using connect_request = beast::http::request<beast::http::empty_body>;

connect_request make_connect(const proxy& through, const std::string& host_and_port)
{
    connect_request made(beast::http::verb::connect, host_and_port, 11);
    made.set(field::host, host_and_port);
    if (!through.authorization.empty()) {
        const auto value = through.authorization.reveal();
        made.set(field::proxy_authorization, beast::string_view(value.data(), value.size()));
    }
    return made;
}

// All that goes wrong before the tunnel is there is the proxy's fault, except the end of the time.
error_code fault_of_proxy(const error_code& failed)
{
    return failed == client_errc::timed_out ? failed : client_errc::proxy_refused;
}

} // namespace

asio::awaitable<error_code>
open_tunnel(beast::tcp_stream& to_proxy, const proxy& through, const url& to)
{
    const connect_request request = make_connect(through, to.host_and_port());
    const auto [unsent, size] = co_await beast::http::async_write(to_proxy, request, as_result);
    if (unsent)
        co_return fault_of_proxy(outcome(unsent, client_errc::proxy_refused));
    beast::flat_buffer buffer(response_buffer_limit);
    std::optional<response_parser> parser;
    const body_rule none{0, true};
    if (const error_code failed = co_await read_head(to_proxy, buffer, parser, none))
        co_return fault_of_proxy(failed);
    // A TLS server sends nothing first, so octets behind the head would not be the server's.
    const bool open = parser->get().result_int() / 100 == 2 && buffer.size() == 0;
    co_return open ? error_code() : client_errc::proxy_refused;
}

} // namespace postern::http
