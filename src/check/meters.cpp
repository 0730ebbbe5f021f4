#include <postern/check/meters.hpp>

namespace postern::check {

meters::meters(metrics::registry& all)
    : all_(all), duration_(all.make_histogram("postern_check_duration_seconds")),
      unknown_path_(
          all.make_counter("postern_http_refused_total", {{"reason", std::string(unknown_path)}})
      )
{
}

void meters::count(
    const std::string& path, const resolve::decision& decision, std::chrono::nanoseconds took
)
{
    duration_.observe(took);
    // Most checks are valid and of the endpoint before: their counter is at hand.
    const bool valid = decision.outcome() == resolve::outcome::valid;
    if (valid && last_valid_ != nullptr && path == last_path_)
        return last_valid_->add();

    // Each endpoint, outcome and reason has a counter, which is made when it is first needed.
    const error_code& reason = decision.reason();
    metrics::counter*& counter =
        counters_[key(path, decision.outcome(), &reason.category(), reason.value())];
    if (counter == nullptr)
        counter = &all_.make_counter(
            "postern_checks_total", {{"endpoint", path},
                                     {"outcome", std::string(to_string(decision.outcome()))},
                                     {"reason", reason ? reason.message() : std::string()}}
        );
    counter->add();
    if (valid) {
        last_path_ = path;
        last_valid_ = counter;
    }
}

} // namespace postern::check
