#include <postern/admin/explain.hpp>
#include <postern/admin/service.hpp>
#include <postern/http/router.hpp>

#include "gate.hpp"
#include "problem.hpp"

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
    return answer(is_ready ? 200 : 503, json_type, json::serialize(body));
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
    bool open;    // to everybody
    bool at_once; // needs neither a body nor time
    reply_ptr (*run)(const operations&, std::string_view body);
};

constexpr http::route<action> routes[] = {
    {"GET", "/livez", {true, true, live}},
    {"GET", "/readyz", {true, true, ready}},
    {"GET", "/metrics", {false, true, metrics}},
    {"POST", "/v1/explain", {false, false, explain}},
    {"POST", "/v1/reload", {false, false, reload}},
};

bool is_open(std::string_view path)
{
    return std::ranges::any_of(routes, [&](const auto& row) {
        return row.value.open && row.path == path;
    });
}

class service final : public http::service
{
public:
    service(const secret& token, operations does) : gate_(token), does_(std::move(does)) {}

    reply_ptr answer_now(const http::head& head) override
    {
        const auto [action, refusal] = find(head);
        return action && action->at_once ? action->run(does_, {}) : refusal;
    }

    asio::awaitable<reply_ptr> answer_later(const http::owned_request& request) override
    {
        const auto [action, refusal] = find(request.head());
        co_return action ? action->run(does_, request.body()) : refusal;
    }

private:
    struct finding
    {
        const admin::action* action;
        reply_ptr refusal; // if there is no action
    };

    finding find(const http::head& head) const
    {
        // Before the path is looked up: who has no token does not learn which paths exist.
        if (!is_open(head.path) && !gate_.admits(head))
            return {
                nullptr, problem(
                             401, "the admin token is missing or wrong",
                             {{"WWW-Authenticate", R"(Bearer realm="postern")"}}
                         )};
        const auto found = http::find_route<action>(routes, head.method, head.path);
        switch (found.outcome) {
        case http::route_outcome::found:
            return {found.value, nullptr};
        case http::route_outcome::wrong_method:
            return {nullptr, problem(405, "not with this method", {{"Allow", found.allow}})};
        case http::route_outcome::unknown:
            break;
        }
        return {nullptr, problem(404, "nothing has this path")};
    }

    gate gate_;
    operations does_;
};

} // namespace

std::unique_ptr<http::service> make_service(const secret& token, operations does)
{
    return std::make_unique<service>(token, std::move(does));
}

} // namespace postern::admin
