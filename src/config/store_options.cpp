#include <postern/config/configuration.hpp>

namespace postern::config {

bool has_store(const store_options& options) noexcept
{
    return !std::holds_alternative<no_store>(options);
}

std::chrono::milliseconds timeout_of(const store_options& options) noexcept
{
    const auto* const sqlite = std::get_if<sqlite_store>(&options);
    return sqlite != nullptr ? sqlite->timeout : std::chrono::milliseconds(0);
}

} // namespace postern::config
