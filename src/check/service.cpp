#include <postern/check/service.hpp>

#include <utility>

namespace postern::check {

namespace asio = boost::asio;

service::service(const clock& time, log::access_log& lines, metrics::registry& counted)
    : time_(time), lines_(lines), meters_(counted)
{
}

void service::use(
    std::shared_ptr<const service_config> config, std::shared_ptr<resolve::resolver> resolver
)
{
    active_ = std::make_shared<const active_config>(active_config{
        std::move(config), std::move(resolver)});
}

// Without a coroutine and without a copy.
http::reply_ptr service::answer_now(const http::head& head)
{
    // Which endpoint is asked, and can its dialect read the original request?
    const http_endpoint* found = active_->config->find(head.path);
    if (found == nullptr)
        return refuse_path(head);
    check_in_progress check{*found, {head.fields, {}}, time_.steady()};
    if (const error_code unreadable = read(head, check))
        return finish(*active_, check, resolve::decision::refuse(unreadable));

    // Is the decision known without waiting?
    const auto known = active_->resolver->decide_now(check.request, found->rules());
    return known ? finish(*active_, check, *known) : nullptr;
}

// The configuration is held: a reload must not take it away while the check waits.
asio::awaitable<http::reply_ptr> service::answer_later(const http::owned_request& owned)
{
    const std::shared_ptr<const active_config> held = active_;
    const http::head& head = owned.head();
    const http_endpoint* found = held->config->find(head.path);
    if (found == nullptr)
        co_return refuse_path(head);
    check_in_progress check{*found, {head.fields, {}}, time_.steady()};
    if (const error_code unreadable = read(head, check))
        co_return finish(*held, check, resolve::decision::refuse(unreadable));
    const resolve::decision decided =
        co_await held->resolver->decide(check.request, found->rules());
    co_return finish(*held, check, decided);
}

error_code service::read(const http::head& head, check_in_progress& check)
{
    return check.endpoint.read(head, check.request.original).reason;
}

// A proxy that asks at a wrong path lets nobody in: the log says why.
http::reply_ptr service::refuse_path(const http::head& head)
{
    http::reply_ptr reply = http::plain_reply(404);
    meters_.count_unknown_path();
    log_refusal(head.path, resolve::outcome::malformed, unknown_path, reply->status());
    return reply;
}

// Proxies pass on the client's headers as they are, so a head that cannot be read is the client's
// fault. The connection has counted it.
http::reply_ptr service::refuse(const error_code& reason)
{
    http::reply_ptr reply = http::reply_to(reason);
    log_refusal({}, resolve::outcome::bad_request, reason.message(), reply->status());
    return reply;
}

void service::log_refusal(
    std::string_view path, resolve::outcome outcome, std::string_view reason, unsigned status
)
{
    if (lines_.wants(false))
        lines_.write(
            {.endpoint = path,
             .outcome = to_string(outcome),
             .reason = reason,
             .status = status,
             .at = time_.now()},
            false
        );
}

http::reply_ptr service::finish(
    const active_config& active, const check_in_progress& check, const resolve::decision& decided
)
{
    http::reply_ptr reply =
        check.endpoint.reply(decided, check.endpoint.rules(), check.request, *active.resolver);
    const std::chrono::nanoseconds took = time_.steady() - check.started;
    meters_.count(check.endpoint.path(), decided, took);
    // A bad credential has a line even where the endpoint only identifies.
    const bool granted = reply->status() == 200 && decided.outcome() != resolve::outcome::invalid;
    if (lines_.wants(granted))
        lines_.write(line_of(check, decided, *reply, took), granted);
    return reply;
}

log::access_entry service::line_of(
    const check_in_progress& check, const resolve::decision& decided, const http::reply& reply,
    std::chrono::nanoseconds took
)
{
    static const std::string nobody;
    const resolve::identity* who = decided.identity();
    reason_ = decided.reason() ? decided.reason().message() : std::string();
    const resolve::original_request& original = check.request.original;
    return {
        .endpoint = check.endpoint.path(),
        .outcome = to_string(decided.outcome()),
        .reason = reason_,
        .status = reply.status(),
        .subject = who ? who->user_id : nobody,
        .issuer = who ? who->issuer : nobody,
        .method = original.method,
        .host = original.host,
        // The query may hold a credential.
        .uri = original.uri.substr(0, original.uri.find_first_of("?#")),
        .client = original.client,
        .duration = took,
        .at = time_.now(),
    };
}

} // namespace postern::check
