#include <postern/check/worker_state.hpp>

#include <utility>

namespace postern::check {

worker_state::worker_state(const clock& time, log::access_log& lines, metrics::registry& counted)
    : time_(time), lines_(lines), meters_(counted)
{
}

void worker_state::use(
    std::shared_ptr<const service_config> config, std::shared_ptr<resolve::resolver> resolver
)
{
    active_ = std::make_shared<const active_config>(active_config{
        std::move(config), std::move(resolver)});
}

void worker_state::record(const answered_check& check)
{
    const std::chrono::nanoseconds took = time_.steady() - check.started;
    meters_.count(check.at.path(), check.decided, took);
    // A bad credential has a line even where the endpoint only identifies.
    const bool granted =
        check.status == 200 && check.decided.outcome() != resolve::outcome::invalid;
    if (lines_.wants(granted))
        lines_.write(line_of(check, took), granted);
}

log::access_entry worker_state::line_of(const answered_check& check, std::chrono::nanoseconds took)
{
    static const std::string nobody;
    const resolve::identity* who = check.decided.identity();
    const error_code& reason = check.decided.reason();
    reason_ = reason ? reason.message() : std::string();
    return {
        .endpoint = check.at.path(),
        .outcome = to_string(check.decided.outcome()),
        .reason = reason_,
        .status = check.status,
        .subject = who ? who->user_id : nobody,
        .issuer = who ? who->issuer : nobody,
        .method = check.original.method,
        .host = check.original.host,
        // The query may hold a credential.
        .uri = check.original.uri.substr(0, check.original.uri.find_first_of("?#")),
        .client = check.original.client,
        .duration = took,
        .at = time_.now(),
    };
}

void worker_state::log_refusal(
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

} // namespace postern::check
