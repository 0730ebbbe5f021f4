#include "live_config.hpp"

#include <postern/config/load.hpp>
#include <postern/config/restart.hpp>

#include "process.hpp"

#include <utility>

namespace postern::app {
namespace {

constexpr const char* reloads_total = "postern_config_reloads_total";

} // namespace

live_config::live_config(
    config::configuration first, log::logger& lines, metrics::registry& counted
)
    : first_(std::make_shared<const config::configuration>(std::move(first))), lines_(lines),
      counted_(counted), reloads_done_(counted.make_counter(reloads_total, {{"outcome", "done"}})),
      reloads_refused_(counted.make_counter(reloads_total, {{"outcome", "refused"}})),
      current_(first_)
{
    report_loaded(counted_);
}

std::shared_ptr<const config::configuration> live_config::current() const
{
    const std::lock_guard lock(mutex_);
    return current_;
}

admin::reload_outcome
live_config::reload(const std::function<void(const config::configuration&)>& apply)
{
    // Read the file and report what is wrong with it.
    config::loaded loaded = config::load_file(first_->file);
    admin::reload_outcome outcome{loaded.value.has_value(), {}};
    for (const config::problem& problem : loaded.errors)
        outcome.problems.push_back(problem.line_text());
    report(log::level::error, "config.problem", loaded.errors);
    warn(loaded.warnings);
    // Put the configuration into force.
    if (loaded.value) {
        apply(*loaded.value);
        replace(std::move(*loaded.value));
    }
    // Count the reload.
    (outcome.done ? reloads_done_ : reloads_refused_).add();
    lines_.write(
        outcome.done ? log::level::info : log::level::error, "config.reload",
        {{"outcome", outcome.done ? "done" : "refused"}}
    );
    return outcome;
}

void live_config::replace(config::configuration fresh)
{
    // Warn of settings that differ from the start of the process and need a restart.
    for (const std::string& key : config::keys_needing_restart(*first_, fresh))
        lines_.write(log::level::warn, "config.needs_restart", {{"key", key}});
    // Change what does not belong to a worker: the level of the log and the metrics.
    lines_.set_level(fresh.log.level);
    auto now = std::make_shared<const config::configuration>(std::move(fresh));
    report_loaded(counted_);
    // Make the configuration the current one.
    const std::lock_guard lock(mutex_);
    current_ = std::move(now);
}

void live_config::warn(const std::vector<config::problem>& warnings) const
{
    report(log::level::warn, "config.warning", warnings);
}

void live_config::report(
    log::level level, std::string_view event, const std::vector<config::problem>& problems
) const
{
    for (const config::problem& problem : problems)
        lines_.write(level, event, {{"problem", problem.line_text()}});
}

} // namespace postern::app
