// The service that proxies ask over HTTP, on one worker: head -> endpoint -> resolver -> reply,
// counted and logged.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/check/meters.hpp>
#include <postern/check/service_config.hpp>
#include <postern/http/service.hpp>
#include <postern/log/access_log.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace postern::check {

// Every call on the worker's thread.
class service final : public http::service
{
public:
    service(const clock& time, log::access_log& lines, metrics::registry& counted);

    // Answers under this configuration from now on. Checks under way end with the one that they
    // began with.
    void
    use(std::shared_ptr<const service_config> config, std::shared_ptr<resolve::resolver> resolver);

    http::reply_ptr answer_now(const http::head& head) override;
    boost::asio::awaitable<http::reply_ptr> answer_later(const http::owned_request& owned) override;
    http::reply_ptr refuse(const error_code& reason) override;

private:
    struct active_config
    {
        std::shared_ptr<const service_config> config;
        std::shared_ptr<resolve::resolver> resolver;
    };
    struct check_in_progress
    {
        const http_endpoint& endpoint;
        resolve::auth_request request;
        steady_point started;
    };

    static error_code read(const http::head& head, check_in_progress& check);
    http::reply_ptr refuse_path(const http::head& head);
    void log_refusal(
        std::string_view path, resolve::outcome outcome, std::string_view reason, unsigned status
    );
    http::reply_ptr finish(
        const active_config& active, const check_in_progress& check,
        const resolve::decision& decided
    );
    log::access_entry line_of(
        const check_in_progress& check, const resolve::decision& decided, const http::reply& reply,
        std::chrono::nanoseconds took
    );

    const clock& time_;
    log::access_log& lines_;
    meters meters_;
    std::shared_ptr<const active_config> active_;
    std::string reason_; // of the line that is being written
};

} // namespace postern::check
