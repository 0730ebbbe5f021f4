// An implementation of the Kubernetes Gateway API asks by its filter `ExternalAuth` over HTTP. The
// check is that of `envoy-prefix`. The filter names no header for removal, so every identity header
// is sent, empty if it is unset: it overwrites the client's.
#include <postern/dialect/proxy.hpp>

#include "../prefixed.hpp"
#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/gateway-api"};

constexpr std::string_view help =
    "The text is an HTTPRoute with the experimental filter ExternalAuth. --resolver and --upstream "
    "are Services, with their namespaces.\n\n"
    "Example:\n"
    "  postern snippet gateway-api -c postern.yaml --server-name app.example.com \\\n"
    "      --resolver postern.auth.svc.cluster.local:9080 --upstream app.default:80 > route.yaml\n"
    "  kubectl apply -f route.yaml";

} // namespace

extern const dialect gateway_api;
constinit const dialect gateway_api{
    .name = "gateway-api",
    .summary = "Gateway API, filter `ExternalAuth` over HTTP: the check's own method, target and "
               "Host, x-forwarded-proto, x-forwarded-for",
    .body = denial_body::json,
    .login = login_answer::redirect,
    .is_prefix = true,
    .default_paths = paths,
    .read = read_prefixed,
};

extern const proxy gateway_api_proxy;
constinit const proxy gateway_api_proxy{
    .name = "gateway-api",
    .endpoint_dialect = &gateway_api,
    .help = help,
    .features = {.listen = false},
    .print = print_gateway_api,
};

} // namespace postern::dialect
