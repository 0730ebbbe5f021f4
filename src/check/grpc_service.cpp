#include <postern/check/grpc_service.hpp>
#include <postern/check/render_check_response.hpp>

#include "check_call.hpp"
#include "kept_reply.hpp"

#include <optional>

namespace postern::check {
namespace {

grpc::reply_ptr encode(const dialect::dialect& dialect, const answer& answer)
{
    const grpc::check_response response = render_check_response(dialect, answer);
    const bool allows = response.has_ok_response();
    const int denied = response.denied_response().status().code();
    return std::make_shared<const grpc::reply>(
        allows ? 200U : static_cast<unsigned>(denied), response.SerializeAsString()
    );
}

// A reload has taken the endpoint away.
grpc::reply_ptr without_endpoint()
{
    return encode({}, {});
}

// One check with the configuration that it began with.
struct check_in_progress
{
    check_in_progress(
        worker_state& all, const grpc::check_request& asked, const http::head_limits& most
    )
        : shared(all), active(all.active()), at(*active->config->grpc()), call(asked, at, most),
          started(all.time().steady())
    {
    }

    grpc::reply_ptr finish(const resolve::decision& decided) const
    {
        const auto build = [&] {
            return encode(at.dialect(), at.conclude(decided, call.rules(), call.request()));
        };
        grpc::reply_ptr reply =
            endpoint::identifies(decided, call.rules())
                ? kept_reply<grpc::reply>(decided.proof(), at.slot(), *active->resolver, build)
                : build();
        shared.record({at, call.request().original, decided, reply->status(), started});
        return reply;
    }

    worker_state& shared;
    std::shared_ptr<const active_config> active;
    const grpc_endpoint& at;
    check_call call;
    steady_point started;
};

} // namespace

grpc::reply_ptr grpc_service::answer_now(const grpc::check_request& asked)
{
    if (shared_.active()->config->grpc() == nullptr)
        return without_endpoint();
    const check_in_progress check(shared_, asked, most_);
    if (const error_code& unreadable = check.call.unreadable())
        return check.finish(resolve::decision::refuse(unreadable));
    const auto known = check.active->resolver->decide_now(check.call.request(), check.call.rules());
    return known ? check.finish(*known) : nullptr;
}

boost::asio::awaitable<grpc::reply_ptr> grpc_service::answer_later(const grpc::check_request& asked)
{
    if (shared_.active()->config->grpc() == nullptr)
        co_return without_endpoint();
    const check_in_progress check(shared_, asked, most_);
    if (const error_code& unreadable = check.call.unreadable())
        co_return check.finish(resolve::decision::refuse(unreadable));
    const resolve::decision decided =
        co_await check.active->resolver->decide(check.call.request(), check.call.rules());
    co_return check.finish(decided);
}

} // namespace postern::check
