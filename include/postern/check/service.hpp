// The service that proxies ask over HTTP, on one worker: head -> endpoint -> resolver -> reply,
// counted and logged.
#pragma once

#include <postern/check/worker_state.hpp>
#include <postern/http/service.hpp>

namespace postern::check {

// Every call on the worker's thread.
class service final : public http::service
{
public:
    // `shared` outlives the service.
    explicit service(worker_state& shared) : shared_(shared) {}

    http::reply_ptr answer_now(const http::head& head) override;
    boost::asio::awaitable<http::reply_ptr> answer_later(const http::owned_request& owned) override;
    http::reply_ptr refuse(const error_code& reason) override;

private:
    struct check_in_progress
    {
        const http_endpoint& endpoint;
        resolve::auth_request request;
        steady_point started;
    };

    static error_code read(const http::head& head, check_in_progress& check);
    http::reply_ptr refuse_path(const http::head& head);
    http::reply_ptr finish(
        const active_config& active, const check_in_progress& check,
        const resolve::decision& decided
    );

    worker_state& shared_;
};

} // namespace postern::check
