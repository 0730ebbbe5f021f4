// A check that tells its story: the same endpoint, dialect and resolver as in service, with a
// trace.
#include <postern/check/explain.hpp>
#include <postern/resolve/trace.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/field.hpp>

#include <optional>

namespace postern::check {

namespace asio = boost::asio;

namespace {

std::vector<http::field> fields_of(const explain_request& asked)
{
    std::vector<http::field> fields;
    for (const auto& [name, value] : asked.headers)
        fields.push_back({boost::beast::http::string_to_field(name), name, value});
    return fields;
}

resolve::decision decide(
    const endpoint& place, resolve::resolver& who, asio::io_context& context,
    resolve::auth_request& request
)
{
    const auto [unreadable, field] = place.speaks().read(request.head, request.original);
    if (unreadable) {
        request.notes->note("original", std::string(field) + ": " + unreadable.message());
        return resolve::decision::refuse(unreadable);
    }
    std::optional<resolve::decision> decided;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> { decided = co_await who.decide(request, place.rules()); },
        asio::detached
    );
    context.run();
    return std::move(*decided);
}

// The header lines of a reply, between its status line and the empty line.
std::vector<std::pair<std::string, std::string>> headers_of(const http::reply& reply)
{
    std::vector<std::pair<std::string, std::string>> headers;
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

std::string describe(const endpoint& place)
{
    const bool enforce = place.rules().mode == resolve::mode::enforce;
    return place.path() + ": dialect " + std::string(place.speaks().name) +
           (enforce ? ", enforces" : ", only identifies");
}

} // namespace

explanation explain(
    const service_config& where, resolve::resolver& who, asio::io_context& context,
    const explain_request& asked
)
{
    const endpoint* place = where.find(asked.endpoint);
    if (place == nullptr)
        return {404, "malformed", "", {}, {{"endpoint", "no endpoint has this path"}}};

    resolve::trace notes;
    notes.note("endpoint", describe(*place));
    const std::vector<http::field> fields = fields_of(asked);
    http::head head;
    head.method = asked.method;
    head.target = head.path = asked.endpoint;
    head.fields = fields;
    resolve::auth_request request{head, {}, &notes};
    const resolve::decision decided = decide(*place, who, context, request);
    const http::reply_ptr reply = place->answer(decided, request, who.cache_of(decided));

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
