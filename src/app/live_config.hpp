// The configuration in force, and its replacement by a reload.
#pragma once

#include <postern/admin/reload.hpp>
#include <postern/config/configuration.hpp>
#include <postern/config/problem.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace postern::app {

class live_config
{
public:
    live_config(config::configuration first, log::logger&, metrics::registry&);

    // Thread-safe. A caller keeps the configuration that it has got, whatever a reload does.
    std::shared_ptr<const config::configuration> current() const;

    // Reads the file again. A file with a problem changes nothing. Otherwise `apply` is called with
    // the new configuration, which is the current one afterwards. Calls must not overlap.
    admin::reload_outcome reload(const std::function<void(const config::configuration&)>& apply);

    // Writes a line for each warning.
    void warn(const std::vector<config::problem>& warnings) const;

private:
    void replace(config::configuration fresh);
    void report(log::level, std::string_view event, const std::vector<config::problem>&) const;

    // A setting that needs a restart still has its value from here.
    const std::shared_ptr<const config::configuration> first_;
    log::logger& lines_;
    metrics::registry& counted_;
    metrics::counter& reloads_done_;
    metrics::counter& reloads_refused_;
    mutable std::mutex mutex_;
    std::shared_ptr<const config::configuration> current_;
};

} // namespace postern::app
