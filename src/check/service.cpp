#include <postern/check/service.hpp>

namespace postern::check {

namespace asio = boost::asio;

// Without a coroutine and without a copy.
http::reply_ptr service::answer_now(const http::head& head)
{
    // Which endpoint is asked, and can its dialect read the original request?
    const http_endpoint* found = shared_.active()->config->find(head.path);
    if (found == nullptr)
        return refuse_path(head);
    check_in_progress check{*found, {head.fields, {}}, shared_.time().steady()};
    if (const error_code unreadable = read(head, check))
        return finish(*shared_.active(), check, resolve::decision::refuse(unreadable));

    // Is the decision known without waiting?
    const auto known = shared_.active()->resolver->decide_now(check.request, found->rules());
    return known ? finish(*shared_.active(), check, *known) : nullptr;
}

// The configuration is held: a reload must not take it away while the check waits.
asio::awaitable<http::reply_ptr> service::answer_later(const http::owned_request& owned)
{
    const std::shared_ptr<const active_config> held = shared_.active();
    const http::head& head = owned.head();
    const http_endpoint* found = held->config->find(head.path);
    if (found == nullptr)
        co_return refuse_path(head);
    check_in_progress check{*found, {head.fields, {}}, shared_.time().steady()};
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
    shared_.meters().count_unknown_path();
    shared_.log_refusal(head.path, resolve::outcome::malformed, unknown_path, reply->status());
    return reply;
}

// Proxies pass on the client's headers as they are, so a head that cannot be read is the client's
// fault. The connection has counted it.
http::reply_ptr service::refuse(const error_code& reason)
{
    http::reply_ptr reply = http::reply_to(reason);
    shared_.log_refusal({}, resolve::outcome::bad_request, reason.message(), reply->status());
    return reply;
}

http::reply_ptr service::finish(
    const active_config& active, const check_in_progress& check, const resolve::decision& decided
)
{
    http::reply_ptr reply =
        check.endpoint.reply(decided, check.endpoint.rules(), check.request, *active.resolver);
    shared_.record({check.endpoint, check.request.original, decided, reply->status(), check.started}
    );
    return reply;
}

} // namespace postern::check
