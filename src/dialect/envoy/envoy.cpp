// Envoy (1.38 and later) asks by ext_authz over HTTP with `path_override`, so the target of the
// check is fixed. Its own `headers_to_add` overwrite X-Forwarded-Method, -Uri, -Host, -Proto and
// -For. A denial goes to the client with the headers that Envoy's configuration lists.
#include "envoy.hpp"

#include <postern/dialect/proxy.hpp>

#include "../forwarded.hpp"
#include "http_check.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/envoy"};

constexpr envoy_check check = http_check(
    "path_override",
    R"(                  - {key: x-forwarded-method, value: "%REQ(:METHOD)%"}
                  - {key: x-forwarded-uri, value: "%REQ(:PATH)%"}
                  - {key: x-forwarded-host, value: "%REQ(:AUTHORITY)%"}
)"
);

constexpr std::string_view help =
    "The file is a whole configuration of Envoy 1.38 or later; its comments name the traps.\n\n"
    "Examples:\n"
    "  postern snippet envoy -c postern.yaml > envoy.yaml && envoy -c envoy.yaml\n"
    "  postern snippet envoy -c postern.yaml --listen 443 --tls-cert app.pem --tls-key app.key \\\n"
    "      --server-name app.example.com --upstream unix:/run/app.sock";

snippet_text print(const snippet_options& options)
{
    return print_envoy(options, check);
}

} // namespace

extern const dialect envoy;
constinit const dialect envoy{
    .name = "envoy",
    .summary = "Envoy ext_authz over HTTP with `path_override`: X-Forwarded-Method, -Uri, -Host, "
               "-Proto, -For",
    .unset = unset_header::absent_and_named,
    .removal_header = envoy_removal_header,
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

extern const proxy envoy_proxy;
constinit const proxy envoy_proxy{
    .name = "envoy",
    .endpoint_dialect = &envoy,
    .help = help,
    .features = envoy_features,
    .print = print,
};

} // namespace postern::dialect
