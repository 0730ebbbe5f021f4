// Envoy (any version, also as Istio and Envoy Gateway configure it) asks by ext_authz over HTTP
// with `path_prefix`: the check has the client's method and Host, and its target is the prefix and
// the client's target. Every other field but x-forwarded-proto and -for may be the client's.
#include <postern/dialect/proxy.hpp>

#include "../prefixed.hpp"
#include "envoy.hpp"
#include "http_check.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/envoy-prefix"};

// The check's own method, target and Host are the client's.
constexpr envoy_check check = http_check("path_prefix", "");

constexpr std::string_view help =
    "The file is that of `postern snippet envoy` but for the target of the check, which Envoy "
    "before 1.38, Istio and Envoy Gateway cannot fix.\n\n"
    "Example:\n"
    "  postern snippet envoy-prefix -c postern.yaml > envoy.yaml && envoy -c envoy.yaml";

snippet_text print(const snippet_options& options)
{
    return print_envoy(options, check);
}

} // namespace

extern const dialect envoy_prefix;
constinit const dialect envoy_prefix{
    .name = "envoy-prefix",
    .summary = "Envoy ext_authz over HTTP with `path_prefix`, also of Istio and Envoy Gateway: the "
               "check's own method, target and Host, x-forwarded-proto, x-forwarded-for",
    .unset = unset_header::absent_and_named,
    .removal_header = envoy_removal_header,
    .body = denial_body::json,
    .login = login_answer::redirect,
    .is_prefix = true,
    .default_paths = paths,
    .read = read_prefixed,
};

extern const proxy envoy_prefix_proxy;
constinit const proxy envoy_prefix_proxy{
    .name = "envoy-prefix",
    .endpoint_dialect = &envoy_prefix,
    .help = help,
    .features = envoy_features,
    .print = print,
};

} // namespace postern::dialect
