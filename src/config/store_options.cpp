#include <postern/config/configuration.hpp>

namespace postern::config {

bool has_store(const store_options& options) noexcept
{
    return !std::holds_alternative<no_store>(options);
}

std::chrono::milliseconds timeout_of(const store_options& options) noexcept
{
    if (const auto* const sqlite = std::get_if<sqlite_store>(&options))
        return sqlite->timeout;
    const auto* const redis = std::get_if<redis_store>(&options);
    return redis != nullptr ? redis->timeout : std::chrono::milliseconds(0);
}

} // namespace postern::config
