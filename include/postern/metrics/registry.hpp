// Counters, gauges and histograms, and their Prometheus text.
//
// A worker asks once for its own instruments and then touches only those: an increment is one
// relaxed atomic add on memory no other thread writes. Instruments of the same name and labels,
// made by several workers, are summed when the text is made. prometheus-cpp writes the text.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
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

// Latencies in buckets from 10 us to 1 s (powers of about 2.5).
class histogram
{
public:
    static const std::vector<double>& bounds(); // seconds, upper bounds, ascending

    void observe(std::chrono::nanoseconds value) noexcept;
    std::vector<std::uint64_t> counts() const; // per bucket, not cumulative, the last is +Inf
    double sum_seconds() const noexcept;

private:
    static constexpr std::size_t size = 17;
    alignas(64) std::atomic<std::uint64_t> counts_[size]{};
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

    // `name` must be one of the metric table (src/metrics/table.cpp), which holds its help text.
    counter& make_counter(const std::string& name, const labels& = {});
    gauge& make_gauge(const std::string& name, const labels& = {});
    histogram& make_histogram(const std::string& name, const labels& = {});

    // Prometheus text exposition format, version 0.0.4.
    std::string text() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

} // namespace postern::metrics
