#include <postern/metrics/registry.hpp>

#include <algorithm>

namespace postern::metrics {
namespace {

using namespace std::chrono_literals;

// The last bucket has no bound: it counts every longer duration.
constexpr std::array<std::chrono::nanoseconds, histogram::size - 1> upper_bounds{
    1000ns, 2500ns, 5us,  10us, 25us, 50us,  100us, 250us, 500us, 1ms,
    2500us, 5ms,    10ms, 25ms, 50ms, 100ms, 250ms, 500ms, 1s,
};

double seconds(std::chrono::nanoseconds value)
{
    return static_cast<double>(value.count()) / 1e9;
}

} // namespace

const std::vector<double>& histogram::bounds()
{
    // Convert the bounds only once.
    static const std::vector<double> result = [] {
        std::vector<double> in_seconds;
        std::ranges::transform(upper_bounds, std::back_inserter(in_seconds), seconds);
        return in_seconds;
    }();
    return result;
}

void histogram::observe(std::chrono::nanoseconds value) noexcept
{
    // A negative duration would make the unsigned sum too large.
    value = std::max(value, 0ns);
    // Find the first bucket whose bound is not less than the value.
    const auto bucket = std::ranges::lower_bound(upper_bounds, value) - upper_bounds.begin();
    // Relaxed: no other data depends on these two numbers.
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(static_cast<std::uint64_t>(value.count()), std::memory_order_relaxed);
}

histogram::counts_type histogram::counts() const noexcept
{
    counts_type result;
    std::ranges::transform(counts_, result.begin(), [](const auto& count) {
        return count.load(std::memory_order_relaxed);
    });
    return result;
}

double histogram::sum_seconds() const noexcept
{
    return seconds(std::chrono::nanoseconds(sum_ns_.load(std::memory_order_relaxed)));
}

} // namespace postern::metrics
