// Envoy Gateway configures Envoy's ext_authz over HTTP with a path prefix, so it asks in the
// dialect envoy-prefix.
#include <postern/dialect/proxy.hpp>

#include "snippet.hpp"

namespace postern::dialect {

extern const dialect envoy_prefix;

namespace {

constexpr std::string_view help =
    "The text is an HTTPRoute with its SecurityPolicy, and a ClientTrafficPolicy for the Gateway. "
    "--resolver and --upstream are Services, with their namespaces.\n\n"
    "Example:\n"
    "  postern snippet envoy-gateway -c postern.yaml --server-name app.example.com \\\n"
    "      --resolver postern.auth.svc.cluster.local:9080 --upstream app.default:80 > "
    "postern-eg.yaml\n"
    "  kubectl apply -f postern-eg.yaml";

} // namespace

extern const proxy envoy_gateway_proxy;
constinit const proxy envoy_gateway_proxy{
    .name = "envoy-gateway",
    .endpoint_dialect = &envoy_prefix,
    .help = help,
    .features = {.listen = false},
    .print = print_envoy_gateway,
};

} // namespace postern::dialect
