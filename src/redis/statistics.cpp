#include "statistics.hpp"

namespace postern::redis {

statistics::statistics(metrics::registry& registry)
    : reconnects_(registry.make_counter("postern_redis_reconnects_total")),
      connections_(std::make_shared<std::atomic<int>>(0))
{
    for (std::size_t code = 1; code < errors_.size(); ++code) {
        const auto reason = make_error_code(static_cast<errc>(code)).message();
        errors_[code] = &registry.make_counter("postern_redis_errors_total", {{"reason", reason}});
    }
    registry.make_gauge_function("postern_redis_connections", {}, [n = connections_] {
        return static_cast<double>(n->load());
    });
}

void statistics::count(const error_code& failure) noexcept
{
    const auto code = static_cast<std::size_t>(failure.value());
    if (failure.category() == error_category() && code < errors_.size() && code > 0)
        errors_[code]->add();
}

} // namespace postern::redis
