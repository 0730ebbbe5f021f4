#include <postern/check/service.hpp>

#include <utility>

namespace postern::check {

namespace asio = boost::asio;

service::service(const clock& time, log::access_log& lines, metrics::registry& counted)
    : time_(time), lines_(lines), meters_(counted)
{
}

void service::use(
    std::shared_ptr<const service_config> where, std::shared_ptr<resolve::resolver> who
)
{
    active_ =
        std::make_shared<const active_config>(active_config{std::move(where), std::move(who)});
}

// The road that never waits: no coroutine, no copy.
http::reply_ptr service::answer_now(const http::head& head)
{
    const endpoint* place = active_->where->find(head.path);
    if (place == nullptr)
        return refuse_path(head);
    const steady_point started = time_.steady();
    resolve::auth_request request{head, {}};
    if (const error_code unreadable = place->read(head, request.original))
        return finish(*active_, *place, request, resolve::decision::refuse(unreadable), started);
    if (const auto known = active_->who->decide_now(request, place->rules()))
        return finish(*active_, *place, request, *known, started);
    return nullptr;
}

// The road that may wait. The configuration is held: a reload must not take it away meanwhile.
asio::awaitable<http::reply_ptr> service::answer_later(const http::owned_request& asked)
{
    const std::shared_ptr<const active_config> held = active_;
    const endpoint* place = held->where->find(asked.head().path);
    if (place == nullptr)
        co_return refuse_path(asked.head());
    const steady_point started = time_.steady();
    resolve::auth_request request{asked.head(), {}};
    if (const error_code unreadable = place->read(asked.head(), request.original))
        co_return finish(*held, *place, request, resolve::decision::refuse(unreadable), started);
    const resolve::decision decided = co_await held->who->decide(request, place->rules());
    co_return finish(*held, *place, request, decided, started);
}

// A proxy that asks at the wrong place lets nobody in: somebody should learn why.
http::reply_ptr service::refuse_path(const http::head& head)
{
    http::reply_ptr reply = http::plain_reply(404);
    meters_.count_unknown_path();
    if (lines_.wants(false))
        lines_.write(
            {.endpoint = head.path,
             .outcome = to_string(resolve::outcome::malformed),
             .reason = unknown_path,
             .status = reply->status(),
             .at = time_.now()},
            false
        );
    return reply;
}

http::reply_ptr service::finish(
    const active_config& at, const endpoint& place, const resolve::auth_request& request,
    const resolve::decision& decided, steady_point started
)
{
    http::reply_ptr reply = place.answer(decided, request, at.who->cache_of(decided));
    const std::chrono::nanoseconds took = time_.steady() - started;
    meters_.count(place.path(), decided, took);
    // A bad credential is worth a line where it is only identified, too.
    const bool granted = reply->status() == 200 && decided.outcome() != resolve::outcome::invalid;
    if (lines_.wants(granted))
        lines_.write(line_of(place, request, decided, *reply, took), granted);
    return reply;
}

log::access_entry service::line_of(
    const endpoint& place, const resolve::auth_request& request, const resolve::decision& decided,
    const http::reply& reply, std::chrono::nanoseconds took
)
{
    static const std::string nobody;
    const resolve::identity* who = decided.proven() ? decided.proven()->who.get() : nullptr;
    reason_ = decided.reason() ? decided.reason().message() : std::string();
    const resolve::original_request& original = request.original;
    return {
        .endpoint = place.path(),
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
