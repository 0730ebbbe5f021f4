// Istio configures Envoy's ext_authz over HTTP with a path prefix for a policy with the action
// CUSTOM, so it asks in the dialect envoy-prefix.
#include <postern/dialect/proxy.hpp>

#include "snippet.hpp"

namespace postern::dialect {

extern const dialect envoy_prefix;

namespace {

constexpr std::string_view help =
    "The text is an extension provider for the mesh, and a policy that guards every workload of "
    "the "
    "application's namespace. --resolver and --upstream are Services, with their namespaces.\n\n"
    "Example:\n"
    "  postern snippet istio -c postern.yaml --resolver postern.auth.svc.cluster.local:9080 \\\n"
    "      --upstream app.default:80 --output manifests\n"
    "  helm upgrade istiod istio/istiod -n istio-system --reuse-values -f manifests/mesh.yaml\n"
    "  kubectl apply -f manifests/workloads.yaml";

} // namespace

extern const proxy istio_proxy;
constinit const proxy istio_proxy{
    .name = "istio",
    .endpoint_dialect = &envoy_prefix,
    .help = help,
    .features = {.listen = false, .server_name = false},
    .print = print_istio,
};

} // namespace postern::dialect
