// Every metric of the service. The registry takes no other metric, and the reference page is made
// from this table. Label values come from closed lists (the configuration, error codes) and never
// from a request, so that the number of series does not grow with traffic.
#pragma once

#include <span>
#include <string_view>

namespace postern::metrics {

enum class kind
{
    counter,
    gauge,
    histogram
};

struct definition
{
    std::string_view name;
    metrics::kind kind;
    std::string_view labels; // names, separated by spaces, in alphabetical order
    std::string_view help;
};

std::span<const definition> definitions() noexcept;

} // namespace postern::metrics
