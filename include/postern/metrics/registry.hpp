// Counters, gauges and histograms, and their text for Prometheus.
//
// Each worker makes instruments of its own and uses only those, so that an increment is one relaxed
// atomic addition to memory that no other thread writes. The text has the sum of all instruments
// with the same name and labels. prometheus-cpp writes the text.
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

// Durations in buckets from 1 us (a cached proof) to 1 s, in steps of 1, 2.5 and 5.
class histogram
{
public:
    static constexpr std::size_t size = 20;
    using counts_type = std::array<std::uint64_t, size>;

    static const std::vector<double>&
    bounds(); // upper bounds in seconds, ascending; size - 1 of them

    void observe(std::chrono::nanoseconds value) noexcept;
    counts_type counts() const noexcept; // of each bucket, not cumulative; the last is +Inf
    double sum_seconds() const noexcept;

private:
    alignas(64) std::array<std::atomic<std::uint64_t>, size> counts_{};
    std::atomic<std::uint64_t> sum_ns_{0};
};

// Thread-safe. An instrument lives as long as the registry.
class registry
{
public:
    registry();
    ~registry();
    registry(const registry&) = delete;
    registry& operator=(const registry&) = delete;

    // The table of metrics (src/metrics/table.cpp) must have `name` with this kind and exactly
    // these label names. Anything else is a bug and throws std::logic_error.
    counter& make_counter(const std::string& name, const labels& values = {});
    gauge& make_gauge(const std::string& name, const labels& values = {});
    histogram& make_histogram(const std::string& name, const labels& values = {});

    // The function is called when the text is made, on the thread that makes it, and must not call
    // the registry. Its number is added to the gauges with the same name and labels. It replaces an
    // earlier function of these; a null function removes that one.
    void make_gauge_function(
        const std::string& name, const labels& values, std::function<double()> function
    );
    // The same for a number that only increases and that is counted elsewhere.
    void make_counter_function(
        const std::string& name, const labels& values, std::function<double()> function
    );

    // Prometheus text exposition format, version 0.0.4.
    std::string text() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

// The metric table as a page of the documentation (docs/metrics.md).
std::string reference_page();

} // namespace postern::metrics
