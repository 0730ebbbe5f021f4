// The instruments by name and labels, and their conversion to the values of prometheus-cpp. The
// counters and histograms of prometheus-cpp are not used, because workers would share them.
#include <postern/metrics/registry.hpp>

#include "table.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace postern::metrics {
namespace {

// All instruments with one name and one set of labels. They are all of one kind. A deque does not
// move its elements, so the references of the callers stay valid.
struct series
{
    std::deque<counter> counters;
    std::deque<gauge> gauges;
    std::deque<histogram> histograms;
    std::function<double()> function;
};

using family = std::map<labels, series>;

// The names of the labels, separated by spaces as in the table.
std::string joined_names(const labels& at)
{
    std::string names;
    for (const auto& [name, value] : at)
        names += (names.empty() ? "" : " ") + name;
    return names;
}

// The index of the metric's row in the table.
std::size_t find(const std::string& name, kind wanted, const labels& at)
{
    const auto table = definitions();
    const auto row = std::ranges::find(table, name, &definition::name);
    // A caller that does not follow the table has a bug.
    if (row == table.end())
        throw std::logic_error("no such metric: " + name);
    if (row->kind != wanted)
        throw std::logic_error("a metric of another kind: " + name);
    if (row->labels != joined_names(at))
        throw std::logic_error("not the labels of " + name + ": " + joined_names(at));
    return static_cast<std::size_t>(row - table.begin());
}

// The sum of what all workers have counted, and of the function's number.
double sum(const series& from)
{
    double total = from.function ? from.function() : 0;
    for (const auto& each : from.counters)
        total += static_cast<double>(each.value());
    for (const auto& each : from.gauges)
        total += each.value();
    return total;
}

prometheus::ClientMetric::Histogram sum_histograms(const std::deque<histogram>& from)
{
    histogram::counts_type totals{};
    prometheus::ClientMetric::Histogram result;
    // Add the counts of all workers.
    for (const auto& each : from) {
        const auto counts = each.counts();
        std::ranges::transform(totals, counts, totals.begin(), std::plus{});
        result.sample_sum += each.sum_seconds();
    }
    // Make the buckets cumulative, as the Prometheus format requires.
    for (std::size_t i = 0; i < totals.size(); ++i) {
        result.sample_count += totals[i];
        // The serializer adds the last bucket, +Inf, by itself.
        if (i < histogram::bounds().size())
            result.bucket.push_back({result.sample_count, histogram::bounds()[i]});
    }
    return result;
}

// Converts one series.
prometheus::ClientMetric convert(kind wanted, const labels& at, const series& from)
{
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : at)
        metric.label.push_back({name, value});
    switch (wanted) {
    case kind::counter:
        metric.counter.value = sum(from);
        break;
    case kind::gauge:
        metric.gauge.value = sum(from);
        break;
    case kind::histogram:
        metric.histogram = sum_histograms(from.histograms);
        break;
    }
    return metric;
}

prometheus::MetricType convert(kind wanted)
{
    switch (wanted) {
    case kind::counter:
        return prometheus::MetricType::Counter;
    case kind::gauge:
        return prometheus::MetricType::Gauge;
    case kind::histogram:
        return prometheus::MetricType::Histogram;
    }
    // The compiler does not know that the switch has every kind.
    return prometheus::MetricType::Untyped;
}

// Converts a metric with all its series.
prometheus::MetricFamily convert(const definition& row, const family& from)
{
    prometheus::MetricFamily result;
    result.name = row.name;
    result.help = row.help;
    result.type = convert(row.kind);
    for (const auto& [at, each] : from)
        result.metric.push_back(convert(row.kind, at, each));
    return result;
}

} // namespace

struct registry::implementation
{
    mutable std::mutex mutex;
    std::vector<family> families{definitions().size()}; // in the order of the table

    // Calls `make` with one series, under the lock.
    template <class Make>
    decltype(auto) in(std::size_t row, const labels& at, Make make)
    {
        const std::lock_guard lock(mutex);
        return make(families[row][at]);
    }

    void set_function(std::size_t row, const labels& at, std::function<double()> function)
    {
        // Set the function. A null function removes the earlier one.
        in(row, at, [&](series& to) { to.function = std::move(function); });
        // Remove a series that has nothing left, so that the text does not have it as 0.
        const std::lock_guard lock(mutex);
        std::erase_if(families[row], [](const auto& entry) {
            const auto& rest = entry.second;
            return !rest.function && rest.counters.empty() && rest.gauges.empty();
        });
    }
};

registry::registry() : implementation_(std::make_unique<implementation>()) {}
registry::~registry() = default;

counter& registry::make_counter(const std::string& name, const labels& at)
{
    const auto row = find(name, kind::counter, at);
    return implementation_->in(
        row, at, [](series & to) -> auto& { return to.counters.emplace_back(); }
    );
}

gauge& registry::make_gauge(const std::string& name, const labels& at)
{
    const auto row = find(name, kind::gauge, at);
    return implementation_->in(
        row, at, [](series & to) -> auto& { return to.gauges.emplace_back(); }
    );
}

histogram& registry::make_histogram(const std::string& name, const labels& at)
{
    const auto row = find(name, kind::histogram, at);
    return implementation_->in(
        row, at, [](series & to) -> auto& { return to.histograms.emplace_back(); }
    );
}

void registry::make_gauge_function(
    const std::string& name, const labels& at, std::function<double()> function
)
{
    implementation_->set_function(find(name, kind::gauge, at), at, std::move(function));
}

void registry::make_counter_function(
    const std::string& name, const labels& at, std::function<double()> function
)
{
    implementation_->set_function(find(name, kind::counter, at), at, std::move(function));
}

std::string registry::text() const
{
    std::vector<prometheus::MetricFamily> result;
    const std::lock_guard lock(implementation_->mutex);
    for (std::size_t row = 0; row < definitions().size(); ++row) {
        // Leave out a metric without instruments.
        if (!implementation_->families[row].empty())
            result.push_back(convert(definitions()[row], implementation_->families[row]));
    }
    return prometheus::TextSerializer().Serialize(result);
}

} // namespace postern::metrics
