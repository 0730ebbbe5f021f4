#include "client_exchange.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>

#include "client_head.hpp"

#include <boost/beast/http/write.hpp>

namespace postern::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::http::field;

namespace {

using request_type = beast::http::request<beast::http::string_body>;

request_type make_request(const client_request& of)
{
    request_type made;
    made.method_string(of.method);
    made.target(of.to.target);
    made.set(field::user_agent, "postern");
    for (const auto& [name, value] : of.fields)
        made.set(name, value);
    made.set(field::host, of.to.authority());
    made.set(field::accept_encoding, "identity");
    made.set(field::connection, "close");
    made.body() = of.body;
    made.prepare_payload();
    return made;
}

bool is_encoded(const response_parser::value_type& response)
{
    for (const auto& each : response) {
        const bool content = each.name() == field::content_encoding;
        const bool transfer = each.name() == field::transfer_encoding;
        const std::string_view plain = content ? "identity" : "chunked";
        const std::string_view value(each.value().data(), each.value().size());
        if ((content || transfer) && !codec::equal_ignoring_case(value, plain))
            return true;
    }
    return false;
}

client_response take(response_parser& from)
{
    client_response made;
    made.status = from.get().result_int();
    for (const auto& each : from.get())
        made.fields.emplace_back(each.name_string(), each.value());
    made.body = std::move(from.get().body());
    return made;
}

template <class Stream>
asio::awaitable<result<client_response>>
exchange_on(Stream& stream, const client_request& what, std::size_t limit)
{
    const request_type request = make_request(what);
    const auto [unsent, sent] = co_await beast::http::async_write(stream, request, as_result);
    if (unsent)
        co_return outcome(unsent, client_errc::closed_early);
    beast::flat_buffer buffer(response_buffer_limit);
    std::optional<response_parser> parser;
    const body_rule body{limit, what.method == "HEAD"};
    if (const error_code failed = co_await read_head(stream, buffer, parser, body))
        co_return failed;
    if (is_encoded(parser->get()))
        co_return client_errc::encoded;
    const auto [unread, size] =
        co_await beast::http::async_read(stream, buffer, *parser, as_result);
    if (unread)
        co_return outcome(unread, client_errc::closed_early);
    co_return take(*parser);
}

} // namespace

error_code check(const client_request& what)
{
    bool good = codec::is_token(what.method) && codec::is_visible(what.to.target) &&
                what.to.target.starts_with('/') && codec::is_host(what.to.host_and_port());
    for (const auto& [name, value] : what.fields)
        good = good && codec::is_token(name) && !codec::has_control_character(value);
    return good ? error_code() : client_errc::bad_request;
}

asio::awaitable<result<client_response>>
exchange(beast::tcp_stream& on, const client_request& what, std::size_t limit)
{
    return exchange_on(on, what, limit);
}

asio::awaitable<result<client_response>>
exchange(tls_stream& on, const client_request& what, std::size_t limit)
{
    return exchange_on(on, what, limit);
}

} // namespace postern::http
