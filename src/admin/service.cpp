#include <postern/admin/answer.hpp>
#include <postern/admin/service.hpp>
#include <postern/codec/uri.hpp>

#include "token_auth.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace postern::admin {
namespace {

namespace asio = boost::asio;
using http::reply_ptr;

// The text for a request that is not HTTP or too large.
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

reply_ptr unauthorized()
{
    // RFC 9110 §11.6.1: a 401 answer must have a challenge.
    return problem(
        401, "the admin token is missing or wrong",
        {{"WWW-Authenticate", R"(Bearer realm="postern")"}}
    );
}

// Decodes the parameters after the route was found: an encoded slash stays inside its segment.
std::optional<std::vector<std::string>> decode(const std::vector<std::string_view>& parameters)
{
    std::vector<std::string> decoded;
    for (const std::string_view each : parameters) {
        auto text = codec::percent_decode(each);
        if (!text)
            return std::nullopt;
        decoded.push_back(std::move(*text));
    }
    return decoded;
}

std::string_view query_of(std::string_view target)
{
    const auto mark = target.find('?');
    return mark == target.npos ? std::string_view() : target.substr(mark + 1);
}

class service final : public http::service
{
public:
    service(const std::vector<token_grant>& grants, const std::vector<api_module>& modules)
        : auth_(grants)
    {
        for (const api_module& each : modules)
            for (const route& one : each)
                add(one);
    }

    // Refuses a request before its body is read. Null if the request has an action.
    reply_ptr answer_now(const http::head& head) override { return find(head).refusal; }

    asio::awaitable<reply_ptr> answer_later(const http::owned_request& whole) override
    {
        // Check the token and find the route again, because answer_now() stores nothing.
        const lookup found = find(whole.head());
        if (found.action == nullptr)
            co_return found.refusal;
        auto parameters = decode(found.parameters);
        if (!parameters)
            co_return problem(400, "the path is not percent-encoded");
        // Run the action. `from` lives in this coroutine until the action has ended.
        const request from{
            std::move(*parameters), query_of(whole.head().target), whole.body(), whole.client()};
        co_return co_await found.action->run(from);
    }

    reply_ptr refuse(const error_code& reason) override
    {
        // Keep the status of the usual reply, but answer in the form of this API.
        const unsigned status = http::reply_to(reason)->status();
        const auto* const row = std::ranges::find(unread, status, &unread_request::status);
        return problem(status, row->detail);
    }

private:
    // Either an action with its parameters or a refusal.
    struct lookup
    {
        const admin::action* action = nullptr;
        reply_ptr refusal;
        std::vector<std::string_view> parameters;
    };

    void add(const route& one)
    {
        // A second route with the same method and path would never be found.
        const bool is_duplicate = std::ranges::any_of(routes_, [&](const route& other) {
            return other.method == one.method && other.path == one.path;
        });
        if (is_duplicate)
            throw std::logic_error("two admin routes: " + std::string(one.path));
        routes_.push_back(one);
    }

    // True if a route with this path needs no token, whatever its method is.
    bool is_open(std::string_view path) const
    {
        return std::ranges::any_of(routes_, [&](const route& each) {
            return each.value.needs == right::anybody && http::match_path(each.path, path);
        });
    }

    lookup find(const http::head& head) const
    {
        // Check the token before the path: without a token nobody learns which paths exist.
        const right_set rights = auth_.rights_of(head);
        if (rights.empty() && !is_open(head.path))
            return refused(unauthorized());
        // Find the route.
        auto found = http::find_route<action>(routes_, head.method, head.path);
        if (found.outcome == http::route_outcome::wrong_method)
            // RFC 9110 §15.5.6: a 405 answer must have an Allow header.
            return refused(problem(405, "not with this method", {{"Allow", found.allow}}));
        if (found.outcome == http::route_outcome::unknown)
            return refused(problem(404, "nothing has this path"));
        // Check the right that the route needs.
        if (rights.includes(found.value->needs))
            return {found.value, nullptr, std::move(found.parameters)};
        // Answer 401 without a valid token, and 403 if the token does not have the right.
        return refused(
            rights.empty() ? unauthorized() : problem(403, "the admin token may not do this")
        );
    }

    static lookup refused(reply_ptr reply) { return {nullptr, std::move(reply), {}}; }

    token_auth auth_;
    std::vector<route> routes_;
};

} // namespace

std::unique_ptr<http::service>
make_service(const std::vector<token_grant>& grants, const std::vector<api_module>& modules)
{
    return std::make_unique<service>(grants, modules);
}

} // namespace postern::admin
