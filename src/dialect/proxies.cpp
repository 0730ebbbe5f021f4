// The table of proxies: one row for each printed text, in the order of the documentation.
#include <postern/dialect/proxy.hpp>

#include <algorithm>

namespace postern::dialect {

// Each is in the folder of its name, beside its dialect if it has one of its own.
extern const proxy nginx_proxy, traefik_proxy, caddy_proxy, envoy_proxy, envoy_prefix_proxy,
    envoy_grpc_proxy, haproxy_proxy;
extern const proxy ingress_nginx_proxy, gateway_api_proxy, envoy_gateway_proxy, istio_proxy,
    apisix_proxy, kong_proxy;

namespace {

constexpr const proxy* table[] = {
    &nginx_proxy,        &traefik_proxy,       &caddy_proxy,   &envoy_proxy,
    &envoy_prefix_proxy, &envoy_grpc_proxy,    &haproxy_proxy, &ingress_nginx_proxy,
    &gateway_api_proxy,  &envoy_gateway_proxy, &istio_proxy,   &apisix_proxy,
    &kong_proxy,
};

} // namespace

std::span<const proxy* const> proxies() noexcept
{
    return table;
}

const proxy* find_proxy(std::string_view name) noexcept
{
    const auto* const found = std::ranges::find(table, name, &proxy::name);
    return found == std::end(table) ? nullptr : *found;
}

} // namespace postern::dialect
