// A check with a trace: the same endpoint, dialect and resolver as in service.
#include <postern/check/explain.hpp>
#include <postern/http/head.hpp>
#include <postern/resolve/trace.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/field.hpp>

#include <exception>
#include <optional>

namespace postern::check {

namespace asio = boost::asio;

namespace {

std::vector<http::field> fields_of(const explain_request& from)
{
    std::vector<http::field> fields;
    for (const auto& [name, value] : from.headers)
        fields.push_back({boost::beast::http::string_to_field(name), name, value});
    return fields;
}

// Runs the context until the decision is there. An exception of the decision ends this call.
resolve::decision decide(
    const check::endpoint& endpoint, resolve::resolver& resolver, asio::io_context& context,
    const resolve::auth_request& request
)
{
    std::optional<resolve::decision> decided;
    std::exception_ptr failed;
    const auto work = [&]() -> asio::awaitable<void> {
        decided = co_await resolver.decide(request, endpoint.rules());
    };
    bool ended = false;
    asio::co_spawn(context, work, [&](const std::exception_ptr& thrown) {
        failed = thrown;
        ended = true;
    });
    // A store with a network keeps the context busy for ever, so do not run it to its end.
    while (!ended && context.run_one() != 0) {}
    if (failed)
        std::rethrow_exception(failed);
    return decided.value();
}

resolve::decision read_and_decide(
    const check::endpoint& endpoint, const http::head& head, resolve::resolver& resolver,
    asio::io_context& context, resolve::auth_request& request
)
{
    const auto [unreadable, field] = endpoint.read(head, request.original);
    if (!unreadable)
        return decide(endpoint, resolver, context, request);
    request.notes->note("original", std::string(field) + ": " + unreadable.message());
    return resolve::decision::refuse(unreadable);
}

// The header lines of a reply, between its status line and the empty line.
std::vector<std::pair<std::string, std::string>> headers_of(const http::reply& reply)
{
    std::vector<std::pair<std::string, std::string>> headers;
    // Skip the status line, then take one line after the other up to the empty line.
    std::string_view rest(reply.octets());
    rest.remove_prefix(rest.find("\r\n") + 2);
    while (!rest.starts_with("\r\n")) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        const std::size_t colon = line.find(": ");
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        rest.remove_prefix(line.size() + 2);
    }
    return headers;
}

std::string describe(const check::endpoint& endpoint)
{
    const bool enforce = endpoint.rules().mode == resolve::mode::enforce;
    return endpoint.path() + ": dialect " + std::string(endpoint.dialect().name) +
           (enforce ? ", enforces" : ", only identifies");
}

} // namespace

explanation explain(
    const service_config& config, resolve::resolver& resolver, asio::io_context& context,
    const explain_request& check
)
{
    const std::string_view path =
        std::string_view(check.endpoint).substr(0, check.endpoint.find('?'));
    const http_endpoint* found = config.find(path);
    if (found == nullptr)
        return {404, "malformed", "", {}, {{"endpoint", "no endpoint has this path"}}};

    // The same steps as for a check in service, with a trace.
    resolve::trace notes;
    notes.note("endpoint", describe(*found));
    const std::vector<http::field> fields = fields_of(check);
    http::head head;
    head.method = check.method;
    head.target = check.endpoint;
    head.path = path;
    head.fields = fields;
    resolve::auth_request request{fields, {}, &notes};
    const resolve::decision decided = read_and_decide(*found, head, resolver, context, request);
    const http::reply_ptr reply = found->reply(decided, found->rules(), request, resolver);

    // What the proxy would receive, and what each step found.
    explanation told{
        reply->status(),
        std::string(to_string(decided.outcome())),
        decided.reason() ? decided.reason().message() : std::string(),
        headers_of(*reply),
        {}};
    for (const resolve::trace::step& step : notes.steps())
        told.steps.push_back({step.name, step.finding});
    return told;
}

} // namespace postern::check
