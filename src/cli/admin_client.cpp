#include "admin_client.hpp"

#include <postern/codec/escape.hpp>
#include <postern/codec/uri.hpp>
#include <postern/http/client.hpp>
#include <postern/session/session.hpp>

#include "answer.hpp"
#include "command.hpp"
#include "input.hpp"
#include "terminal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace postern::cli {

namespace asio = boost::asio;
namespace json = boost::json;

const char* const about_the_admin_token =
    "The admin token is read from --token-file (the service's admin.token) or from the "
    "environment's POSTERN_ADMIN_TOKEN, never from an argument.";

namespace {

constexpr std::size_t token_limit = 4096;
constexpr const char* how_to_give_the_token = "give --token-file or set POSTERN_ADMIN_TOKEN";

http::client_options limits()
{
    http::client_options made;
    made.connect = made.total = std::chrono::seconds(5);
    made.body = std::size_t{8} * 1024 * 1024;
    made.plain = http::plain_http::anywhere; // the operator has typed the address
    return made;
}

// Runs one call on an event loop of its own: a command has nothing else to do meanwhile.
result<http::client_response> run(http::client_request what)
{
    asio::io_context context{1};
    std::optional<result<http::client_response>> answered;
    asio::co_spawn(
        context, http::client(limits()).send(std::move(what)),
        [&](const std::exception_ptr& failed, result<http::client_response> answer) {
            if (failed)
                std::rethrow_exception(failed);
            answered = std::move(answer);
        }
    );
    // Not until all work is done: a name that is being resolved would outlive the time limit.
    while (!answered)
        context.run_one();
    return *std::move(answered);
}

struct failure_row
{
    http::client_errc code;
    const char* words;
};

std::string words_of(const error_code& failed)
{
    using http::client_errc;
    static constexpr failure_row rows[] = {
        {client_errc::name_not_found, "Host not found"},
        {client_errc::connection_refused, "Connection refused"},
        {client_errc::connect_failed, "The host cannot be reached"},
        {client_errc::address_refused, "The address is link-local, multicast or unspecified"},
        {client_errc::timed_out, "No answer within 5 seconds"},
        {client_errc::closed_early, "The connection was closed before the answer was complete"},
        {client_errc::bad_response, "The answer is not HTTP"},
        {client_errc::too_large, "The answer is too large"},
        {client_errc::encoded, "The answer is compressed"},
    };
    const auto* const row =
        std::ranges::find_if(rows, [&](const failure_row& each) { return each.code == failed; });
    return row == std::end(rows) ? failed.message() : row->words;
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

json::value body_of(const http::client_response& answered)
{
    error_code failed;
    json::value body = json::parse(answered.body, failed);
    return failed ? json::value() : body;
}

// The detail of a refusal (RFC 9457), or its status if it has none.
std::string reason_of(const http::client_response& answered)
{
    const json::value body = body_of(answered);
    const auto* const detail = body.is_object() ? body.get_object().if_contains("detail") : nullptr;
    const std::string status = std::to_string(answered.status);
    const std::string reason = detail && detail->is_string()
                                   ? status + ": " + std::string(detail->get_string())
                                   : "status " + status;
    // A 401 means that the token is wrong, so the message also says how to give it.
    return answered.status == 401 ? reason + "; " + how_to_give_the_token : reason;
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
    auto parsed = http::parse_url(given.url);
    if (!parsed || parsed->scheme != "http" || parsed->target != "/")
        throw misused("--admin " + given.url + ": expected http://HOST:PORT");
    listener_ = std::move(*parsed);
}

json::object
admin_client::ask(std::string_view method, const std::string& target, const std::string& body) const
{
    http::client_request request;
    request.method = method;
    request.to = listener_;
    request.to.target = target;
    request.fields = {{"Authorization", "Bearer " + std::string(token_.reveal())}};
    request.body = body;
    const auto answered = run(std::move(request));
    if (!answered) {
        throw refused(
            "the admin listener at " + listener_.host_and_port() + ": " +
            words_of(answered.error()) + "; --admin says where it listens"
        );
    }
    // The reason may hold control characters, and a terminal would obey them.
    if (answered->status / 100 != 2)
        throw refused(codec::escaped(reason_of(*answered)));
    // A 204 has no body.
    return answered->body.empty() ? json::object() : object_of(body_of(*answered));
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
