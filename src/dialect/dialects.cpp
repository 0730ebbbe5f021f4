// The table of dialects: one row for each proxy, in the order of the documentation.
#include <postern/dialect/dialect.hpp>

#include <algorithm>

namespace postern::dialect {

// Each is in the file of its name.
extern const dialect authgear, nginx, ingress_nginx, traefik, caddy, envoy, envoy_prefix, haproxy,
    gateway_api, generic;

namespace {

constexpr const dialect* table[] = {
    &authgear, &nginx,        &ingress_nginx, &traefik,     &caddy,
    &envoy,    &envoy_prefix, &haproxy,       &gateway_api, &generic,
};

} // namespace

std::span<const dialect* const> dialects() noexcept
{
    return table;
}

const dialect* find_dialect(std::string_view name) noexcept
{
    const auto* const found = std::ranges::find(table, name, &dialect::name);
    return found == std::end(table) ? nullptr : *found;
}

} // namespace postern::dialect
