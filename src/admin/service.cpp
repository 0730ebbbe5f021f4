#include <postern/admin/explain.hpp>
#include <postern/admin/service.hpp>
#include <postern/codec/uri.hpp>
#include <postern/http/router.hpp>

#include "problem.hpp"
#include "revocations.hpp"
#include "sessions.hpp"
#include "token_auth.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace postern::admin {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using http::reply_ptr;

constexpr std::string_view json_type = "application/json";

reply_ptr live(const operations&, std::string_view)
{
    return answer(200, "text/plain", "ok");
}

reply_ptr ready(const operations& does, std::string_view)
{
    const auto [is_ready, reasons] = does.ready();
    const json::object body{
        {"ready", is_ready}, {"reasons", json::array(reasons.begin(), reasons.end())}};
    return answer(is_ready ? 200 : 503, body);
}

reply_ptr metrics(const operations& does, std::string_view)
{
    return answer(200, "text/plain; version=0.0.4", does.metrics());
}

reply_ptr explain(const operations& does, std::string_view body)
{
    std::string why;
    const auto request = parse_explain_request(body, why);
    return request ? answer(200, json_type, render(does.explain(*request))) : problem(400, why);
}

reply_ptr reload(const operations& does, std::string_view)
{
    const auto [done, problems] = does.reload();
    return done ? answer(200, json_type, R"({"reloaded":true})")
                : problem(422, "the configuration in force was kept", {}, problems);
}

struct action
{
    enum class caller
    {
        anybody,
        operators
    };
    enum class part
    {
        none,
        sessions,
        revocations
    };

    caller for_whom;
    reply_ptr (*at_once)(const operations&, std::string_view body) = nullptr;
    bool has_body = false;
    part needs = part::none; // of the store
    asio::awaitable<reply_ptr> (*waits)(const call&) = nullptr;
};

constexpr auto anybody = action::caller::anybody;
constexpr auto operators = action::caller::operators;
constexpr auto of_sessions = action::part::sessions;
constexpr auto of_revocations = action::part::revocations;

constexpr http::route<action> routes[] = {
    {"GET", "/livez", {anybody, live}},
    {"GET", "/readyz", {anybody, ready}},
    {"GET", "/metrics", {operators, metrics}},
    {"POST", "/v1/explain", {operators, explain, true}},
    {"POST", "/v1/reload", {operators, reload, true}},
    {"POST", "/v1/sessions", {operators, nullptr, true, of_sessions, create_session}},
    {"GET", "/v1/sessions", {operators, nullptr, false, of_sessions, list_sessions}},
    {"GET", "/v1/sessions/{id}", {operators, nullptr, false, of_sessions, show_session}},
    {"DELETE", "/v1/sessions/{id}", {operators, nullptr, false, of_sessions, end_session}},
    {"DELETE",
     "/v1/users/{user}/sessions",
     {operators, nullptr, false, of_sessions, end_sessions_of_user}},
    {"POST", "/v1/revocations", {operators, nullptr, true, of_revocations, add_revocation}},
    {"GET", "/v1/revocations", {operators, nullptr, false, of_revocations, list_revocations}},
    {"DELETE",
     "/v1/revocations/{id}",
     {operators, nullptr, false, of_revocations, remove_revocation}},
};

bool is_open(std::string_view path)
{
    return std::ranges::any_of(routes, [&](const auto& row) {
        return row.value.for_whom == anybody && row.path == path;
    });
}

// What is said of a request that could not be read.
struct unread_request
{
    unsigned status;
    std::string_view detail;
};

constexpr unread_request unread[] = {
    {400, "this is no HTTP/1.1 request"},
    {411, "a body needs a Content-Length here"},
    {413, "the body is too large"},
    {431, "the head is too large"},
};

class service final : public http::service
{
public:
    service(const secret& token, operations does) : auth_(token), does_(std::move(does)) {}

    reply_ptr answer_now(const http::head& head) override
    {
        const finding found = find(head);
        if (found.action == nullptr)
            return found.refusal;
        const bool now = found.action->at_once && !found.action->has_body;
        return now ? found.action->at_once(does_, {}) : nullptr;
    }

    asio::awaitable<reply_ptr> answer_later(const http::owned_request& request) override
    {
        const finding found = find(request.head());
        if (found.action == nullptr)
            co_return found.refusal;
        if (found.action->at_once)
            co_return found.action->at_once(does_, request.body());
        auto parameter = codec::percent_decode(found.parameter);
        if (!parameter)
            co_return problem(400, "the path is not percent-encoded");
        const std::string_view target = request.head().target;
        const auto query = target.substr(std::min(target.find('?'), target.size() - 1) + 1);
        const call asked{does_, std::move(*parameter), query, request.body(), request.client()};
        co_return co_await found.action->waits(asked);
    }

    reply_ptr refuse(const error_code& reason) override
    {
        const unsigned status = http::reply_to(reason)->status();
        const auto* const row = std::ranges::find(unread, status, &unread_request::status);
        return problem(status, row->detail);
    }

private:
    struct finding
    {
        const admin::action* action;
        reply_ptr refusal;          // if there is no action
        std::string_view parameter; // of the path
    };

    finding find(const http::head& head) const
    {
        // Before the path is looked up: who has no token does not learn which paths exist.
        if (!is_open(head.path) && !auth_.accepts(head))
            return instead(problem(
                401, "the admin token is missing or wrong",
                {{"WWW-Authenticate", R"(Bearer realm="postern")"}}
            ));
        const auto found = http::find_route<action>(routes, head.method, head.path);
        switch (found.outcome) {
        case http::route_outcome::found:
            return is_there(found.value->needs) ? finding{found.value, nullptr, found.parameter}
                                                : instead(problem(404, "there is no store"));
        case http::route_outcome::wrong_method:
            return instead(problem(405, "not with this method", {{"Allow", found.allow}}));
        case http::route_outcome::unknown:
            break;
        }
        return instead(problem(404, "nothing has this path"));
    }

    static finding instead(reply_ptr with) { return {nullptr, std::move(with), {}}; }

    bool is_there(action::part needed) const
    {
        return (needed != of_sessions || does_.sessions != nullptr) &&
               (needed != of_revocations || does_.revocations != nullptr);
    }

    token_auth auth_;
    operations does_;
};

} // namespace

std::unique_ptr<http::service> make_service(const secret& token, operations does)
{
    return std::make_unique<service>(token, std::move(does));
}

} // namespace postern::admin
