#include "admin_client.hpp"

#include <postern/codec/escape.hpp>
#include <postern/codec/uri.hpp>
#include <postern/session/session.hpp>

#include "answer.hpp"
#include "command.hpp"
#include "input.hpp"
#include "terminal.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/parse.hpp>

#include <cstdlib>

namespace postern::cli {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace json = boost::json;

const char* const about_the_admin_token =
    "The admin token is read from --token-file (the service's admin.token) or from the "
    "environment's POSTERN_ADMIN_TOKEN, never from an argument.";

namespace {

constexpr std::chrono::seconds patience{5};
constexpr std::size_t token_limit = 4096;
constexpr const char* how_to_give_the_token = "give --token-file or set POSTERN_ADMIN_TOKEN";

using request_type = beast::http::request<beast::http::string_body>;
using response_type = beast::http::response<beast::http::string_body>;

asio::awaitable<response_type>
exchange(const std::string& host, const std::string& port, const request_type& request)
{
    asio::ip::tcp::resolver names(co_await asio::this_coro::executor);
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    // The time limit applies to the operations of the stream. The resolver does not know it.
    stream.expires_after(patience);
    const auto found = co_await names.async_resolve(host, port, asio::use_awaitable);
    co_await stream.async_connect(found, asio::use_awaitable);
    co_await beast::http::async_write(stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    response_type response;
    co_await beast::http::async_read(stream, buffer, response, asio::use_awaitable);
    co_return response;
}

// Runs one exchange on an event loop of its own: a command has nothing else to do meanwhile.
response_type run(const std::string& host, const std::string& port, const request_type& request)
{
    asio::io_context context{1};
    response_type answered;
    std::exception_ptr failed;
    asio::co_spawn(
        context, exchange(host, port, request),
        [&](const std::exception_ptr& thrown, response_type response) {
            failed = thrown;
            answered = std::move(response);
        }
    );
    context.run();
    // An exception of the coroutine goes to the caller, as if the call were synchronous.
    if (failed)
        std::rethrow_exception(failed);
    return answered;
}

secret read_admin_token(const admin_options& given)
{
    const char* const set = std::getenv("POSTERN_ADMIN_TOKEN");
    // The option overrides the environment.
    std::string text = !given.token_file.empty() ? read_text(given.token_file, token_limit)
                       : set != nullptr          ? std::string(set)
                                                 : std::string();
    // An editor ends the file with a line break, which is not part of the token.
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    if (text.empty())
        throw refused(std::string("no admin token: ") + how_to_give_the_token);
    return secret(std::move(text));
}

json::value body_of(const response_type& answered)
{
    boost::system::error_code failed;
    json::value body = json::parse(answered.body(), failed);
    return failed ? json::value() : body;
}

// The detail of a refusal (RFC 9457), or its status if it has none.
std::string reason_of(const response_type& answered)
{
    const json::value body = body_of(answered);
    const auto* const detail = body.is_object() ? body.get_object().if_contains("detail") : nullptr;
    const std::string status = std::to_string(answered.result_int());
    const std::string reason = detail && detail->is_string()
                                   ? status + ": " + std::string(detail->get_string())
                                   : "status " + status;
    // A 401 means that the token is wrong, so the message also says how to give it.
    return answered.result_int() == 401 ? reason + "; " + how_to_give_the_token : reason;
}

} // namespace

void add_admin_options(CLI::App& command, admin_options& given)
{
    command.add_option("--admin", given.url, "The operators' listener")
        ->type_name("URL")
        ->capture_default_str();
    command.add_option("--token-file", given.token_file, "A file with the admin token")
        ->type_name("FILE");
    command.add_flag("--json", given.json, "The answer as JSON");
}

void add_id(CLI::App& command, std::string& id, const std::string& help)
{
    command.add_option("ID", id, help)->type_name("");
    // CLI11 takes an id that begins with a dash for an unknown option. Extra arguments are allowed,
    // so that the callback can look at them.
    command.allow_extras();
    command.parse_complete_callback([&command, &id] {
        std::vector<std::string> rest = command.remaining();
        if (rest.size() == 1 && id.empty() && session::is_id(rest.front()))
            id = std::move(rest.front());
        // Every other extra argument is an error, as it is without allow_extras().
        else if (!rest.empty())
            throw CLI::ExtrasError(command.get_name(), std::move(rest));
    });
}

admin_client::admin_client(const admin_options& given) : token_(read_admin_token(given))
{
    constexpr std::string_view scheme = "http://";
    const std::string_view authority =
        std::string_view(given.url).substr(std::min(scheme.size(), given.url.size()));
    const std::string_view name = codec::host_name(authority);
    // Everything after the scheme must be the authority, so a path or a query is refused, too.
    if (!given.url.starts_with(scheme) || !codec::is_host(authority))
        throw misused("--admin " + given.url + ": expected http://HOST:PORT");
    // The brackets of an IPv6 address (RFC 3986 §3.2.2) are not part of the name for the resolver.
    host_ = name.starts_with('[') ? name.substr(1, name.size() - 2) : name;
    port_ = authority.size() > name.size() ? authority.substr(name.size() + 1) : "80";
}

json::object
admin_client::ask(std::string_view method, const std::string& target, const std::string& body) const
{
    request_type request;
    request.method_string({method.data(), method.size()});
    request.target(target);
    request.set(beast::http::field::host, host_);
    request.set(beast::http::field::authorization, "Bearer " + std::string(token_.reveal()));
    // Each connection serves one request, so the service can close it at once.
    request.set(beast::http::field::connection, "close");
    request.body() = body;
    request.prepare_payload();
    response_type answered;
    try {
        answered = run(host_, port_, request);
    } catch (const boost::system::system_error& failed) {
        throw refused(
            "the admin listener at " + host_ + ':' + port_ + ": " + failed.code().message() +
            "; --admin says where it listens"
        );
    }
    // The reason may hold control characters, and a terminal would obey them.
    if (answered.result_int() / 100 != 2)
        throw refused(codec::escaped(reason_of(answered)));
    // A 204 has no body.
    return answered.body().empty() ? json::object() : object_of(body_of(answered));
}

void admin_client::for_each(
    const std::string& target, std::string_view list,
    const std::function<void(const json::object&)>& each
) const
{
    const std::string separator = target.find('?') == target.npos ? "?" : "&";
    // An empty cursor means the first page. After the last page `next_cursor` is empty, too.
    std::string cursor;
    do {
        const json::object page =
            ask("GET", target + separator + "cursor=" + codec::percent_encode(cursor));
        for (const json::value& one : list_at(page, list))
            each(object_of(one));
        cursor = text_at(page, "next_cursor");
    } while (!cursor.empty());
}

} // namespace postern::cli
