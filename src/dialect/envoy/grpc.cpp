// Envoy asks by ext_authz over gRPC. Its message has the whole request, so nothing about it is
// configured. A path chooses a policy and not an endpoint, because a gRPC listener has one
// endpoint.
#include <postern/dialect/proxy.hpp>

#include "grpc_text.hpp"
#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr envoy_check check{
    .page = "docs/proxies/envoy-grpc.md",
    .version = "1.36",
    .listen = "grpc.listen",
    .meaning = "an allowance lets the request pass, a denial goes to the client",
    .question = grpc_question,
    .proof = grpc_proof,
    .route = grpc_route,
    .scheme = grpc_scheme,
    .protocol = grpc_protocol,
};

constexpr std::string_view help =
    "The file is a whole configuration of Envoy 1.36 or later, which asks the listener of `grpc:`; "
    "its comments name the traps.\n\n"
    "Examples:\n"
    "  postern snippet envoy-grpc -c postern.yaml > envoy.yaml && envoy -c envoy.yaml\n"
    "  postern snippet envoy-grpc -c postern.yaml --protect /admin=staff";

snippet_text print(const snippet_options& options)
{
    return print_envoy(options, check);
}

} // namespace

extern const dialect envoy;

extern const proxy envoy_grpc_proxy;
constinit const proxy envoy_grpc_proxy{
    .name = "envoy-grpc",
    .endpoint_dialect = &envoy,
    .over_grpc = true,
    .help = help,
    .features = envoy_features,
    .print = print,
};

} // namespace postern::dialect
