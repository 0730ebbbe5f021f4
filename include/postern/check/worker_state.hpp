// What the services of one worker share: the configuration in force, and the counting and logging
// of checks.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/check/meters.hpp>
#include <postern/check/service_config.hpp>
#include <postern/log/access_log.hpp>
#include <postern/resolve/auth_request.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace postern::check {

// Checks under way end with the configuration that they began with, so they hold it.
struct active_config
{
    std::shared_ptr<const service_config> config;
    std::shared_ptr<resolve::resolver> resolver;
};

struct answered_check
{
    const endpoint& at;
    const resolve::original_request& original;
    const resolve::decision& decided;
    unsigned status; // of the answer
    steady_point started;
};

// Every call on the worker's thread.
class worker_state
{
public:
    worker_state(const clock& time, log::access_log& lines, metrics::registry& counted);

    // Checks are answered under this configuration from now on.
    void
    use(std::shared_ptr<const service_config> config, std::shared_ptr<resolve::resolver> resolver);

    const std::shared_ptr<const active_config>& active() const noexcept { return active_; }
    const clock& time() const noexcept { return time_; }
    check::meters& meters() noexcept { return meters_; }

    // Counts a check and writes its line.
    void record(const answered_check& check);

    // Writes the line of a request that no endpoint answered.
    void log_refusal(
        std::string_view path, resolve::outcome outcome, std::string_view reason, unsigned status
    );

private:
    log::access_entry line_of(const answered_check& check, std::chrono::nanoseconds took);

    const clock& time_;
    log::access_log& lines_;
    check::meters meters_;
    std::shared_ptr<const active_config> active_;
    std::string reason_; // of the line that is being written
};

} // namespace postern::check
