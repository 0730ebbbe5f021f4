// Counters, gauges and histograms, and their Prometheus text.
//
// A worker asks once for its own instruments and then touches only those: an increment is one
// relaxed atomic add on memory no other thread writes. Instruments of the same name and labels,
// made by several workers, are summed when the text is made. prometheus-cpp writes the text.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postern::metrics {

using labels = std::map<std::string, std::string>;

class counter
{
public:
    void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<std::uint64_t> value_{0};
};

class gauge
{
public:
    void set(double v) noexcept { value_.store(v, std::memory_order_relaxed); }
    double value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<double> value_{0};
};

// Latencies in buckets from 1 us (a remembered verdict) to 1 s, in steps of 1, 2.5 and 5.
class histogram
{
public:
    static constexpr std::size_t size = 20;
    using counts_type = std::array<std::uint64_t, size>;

    static const std::vector<double>& bounds(); // seconds, upper bounds, ascending; size - 1

    void observe(std::chrono::nanoseconds value) noexcept;
    counts_type counts() const noexcept; // per bucket, not cumulative, the last is +Inf
    double sum_seconds() const noexcept;

private:
    alignas(64) std::array<std::atomic<std::uint64_t>, size> counts_{};
    std::atomic<std::uint64_t> sum_ns_{0};
};

// Thread-safe. Instruments live as long as the registry.
class registry
{
public:
    registry();
    ~registry();
    registry(const registry&) = delete;
    registry& operator=(const registry&) = delete;

    // `name` must be one of the metric table (src/metrics/table.cpp), of this kind, with exactly
    // its label names: anything else is a bug and throws std::logic_error.
    counter& make_counter(const std::string& name, const labels& = {});
    gauge& make_gauge(const std::string& name, const labels& = {});
    histogram& make_histogram(const std::string& name, const labels& = {});

    // A number read when the text is made, on the thread that makes it; it must not call the
    // registry. It is added to the gauges of the same name and labels and replaces an earlier
    // function of them; a null function takes that one away.
    void
    make_gauge_function(const std::string& name, const labels&, std::function<double()> function);
    // The same for a number that only grows and that somebody else counts.
    void
    make_counter_function(const std::string& name, const labels&, std::function<double()> function);

    // Prometheus text exposition format, version 0.0.4.
    std::string text() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

// The metric table as a page of the documentation (docs/metrics.md).
std::string reference_page();

} // namespace postern::metrics
