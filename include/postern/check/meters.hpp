// The metrics of one worker's checks, by endpoint, outcome and reason. Each label has a fixed set
// of values.
#pragma once

#include <postern/metrics/registry.hpp>
#include <postern/resolve/decision.hpp>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace postern::check {

inline constexpr std::string_view unknown_path = "unknown_path"; // a reason

class meters
{
public:
    explicit meters(metrics::registry&);

    void count(const std::string& path, const resolve::decision&, std::chrono::nanoseconds took);

    // A request for a path that no endpoint has.
    void count_unknown_path() { unknown_path_.add(); }

private:
    using key = std::tuple<std::string, resolve::outcome, const void*, int>;

    metrics::registry& all_;
    metrics::histogram& duration_;
    metrics::counter& unknown_path_;
    // The path of the check before this one: proxies ask one endpoint again and again.
    std::string last_path_;
    metrics::counter* last_valid_ = nullptr;
    std::map<key, metrics::counter*> counters_;
};

} // namespace postern::check
