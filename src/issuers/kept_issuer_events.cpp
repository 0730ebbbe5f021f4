// What an issuer's keys tell the log and the metrics.
#include "kept_issuer.hpp"

#include <algorithm>

namespace postern::issuers {

namespace {

std::int64_t count_of(steady_point at)
{
    return at.time_since_epoch().count();
}

} // namespace

void kept_issuer::show_numbers()
{
    const metrics::labels issuer{{"issuer", options_.profile.name}};
    counted_.make_gauge_function("postern_keys", issuer, [ring = ring_] {
        return static_cast<double>(ring.current().keys->keys().size());
    });
    counted_.make_counter_function("postern_unknown_kids_total", issuer, [ring = ring_] {
        return static_cast<double>(ring.unknown_kids());
    });
}

void kept_issuer::hide_numbers()
{
    const metrics::labels issuer{{"issuer", options_.profile.name}};
    counted_.make_gauge_function("postern_keys", issuer, nullptr);
    counted_.make_counter_function("postern_unknown_kids_total", issuer, nullptr);
    counted_.make_gauge_function("postern_keys_age_seconds", issuer, nullptr);
}

void kept_issuer::remember_age()
{
    const auto now = std::chrono::steady_clock::now();
    std::chrono::nanoseconds oldest{0};
    for (const source& each : remotes_)
        oldest = std::max(oldest, each.machine.age(now).value_or(std::chrono::nanoseconds(0)));
    *fetched_at_ = count_of(now - oldest);
    const metrics::labels issuer{{"issuer", options_.profile.name}};
    counted_.make_gauge_function("postern_keys_age_seconds", issuer, [at = fetched_at_] {
        const std::chrono::nanoseconds age(count_of(std::chrono::steady_clock::now()) - *at);
        return std::chrono::duration<double>(age).count();
    });
}

// Each counter is made once, because the registry keeps all that it makes.
void kept_issuer::count(const error_code& failure)
{
    metrics::counter*& counter = loads_[failure ? failure.message() : ""];
    if (counter == nullptr)
        counter = &counted_.make_counter(
            "postern_key_loads_total", {{"issuer", options_.profile.name},
                                        {"outcome", failure ? "failed" : "done"},
                                        {"reason", failure ? failure.message() : ""}}
        );
    counter->add();
}

// The keys from before stay in use.
void kept_issuer::tell_failure(const error_code& reason, const std::string& origin)
{
    count(reason);
    lines_.write(
        log::level::error, "keys.not_loaded",
        {{"issuer", options_.profile.name}, {"from", origin}, {"reason", reason.message()}}
    );
}

void kept_issuer::tell_skipped(const std::vector<keys::skipped_key>& skipped)
{
    for (const keys::skipped_key& each : skipped)
        lines_.write(
            log::level::warn, "keys.skipped",
            {{"issuer", options_.profile.name},
             {"kid", each.kid},
             {"reason", each.reason.message()}}
        );
}

} // namespace postern::issuers
