// What the resolver's listener asks on one worker: head -> endpoint -> resolver -> reply, counted
// and logged.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/check/meters.hpp>
#include <postern/check/service_config.hpp>
#include <postern/http/service.hpp>
#include <postern/log/access_log.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace postern::check {

// Every call on the worker's thread.
class service final : public http::service
{
public:
    service(const clock& time, log::access_log& lines, metrics::registry& counted);

    // Answers from now on under this configuration; checks under way end with the one they began
    // with.
    void use(std::shared_ptr<const service_config>, std::shared_ptr<resolve::resolver>);

    http::reply_ptr answer_now(const http::head&) override;
    boost::asio::awaitable<http::reply_ptr> answer_later(const http::owned_request&) override;

private:
    // A configuration in use.
    struct active_config
    {
        std::shared_ptr<const service_config> where;
        std::shared_ptr<resolve::resolver> who;
    };
    http::reply_ptr refuse_path(const http::head&);
    http::reply_ptr finish(
        const active_config&, const endpoint&, const resolve::auth_request&,
        const resolve::decision&, steady_point started
    );
    log::access_entry line_of(
        const endpoint&, const resolve::auth_request&, const resolve::decision&, const http::reply&,
        std::chrono::nanoseconds took
    );

    const clock& time_;
    log::access_log& lines_;
    meters meters_;
    std::shared_ptr<const active_config> active_;
    std::string reason_; // of the line being written
};

} // namespace postern::check
