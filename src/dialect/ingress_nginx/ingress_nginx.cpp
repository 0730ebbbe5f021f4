// The controller ingress-nginx asks by auth_request for the annotation `auth-url`. It sets
// X-Original-Method, X-Original-URL and X-Real-IP itself; X-Forwarded-* and X-Original-URI may be
// the client's. It drops the body of a denial, and redirects by its annotation `auth-signin`.
#include <postern/dialect/original.hpp>
#include <postern/dialect/proxy.hpp>
#include <postern/http/head.hpp>

#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/ingress-nginx"};

constexpr std::string_view help =
    "The text is an Ingress, and two ConfigMaps of the controller. --resolver and "
    "--upstream are Services, with their namespaces.\n\n"
    "Example:\n"
    "  postern snippet ingress-nginx -c postern.yaml --server-name app.example.com \\\n"
    "      --resolver postern.auth.svc.cluster.local:9080 --upstream app.default:80 \\\n"
    "      --output manifests && kubectl apply -f manifests/ingress.yaml -f manifests/removed.yaml";

// `https://app.test/a?b=1`: the controller writes scheme, Host and target of the request one after
// the other. The host ends at the first slash, so a Host that could move that slash is refused.
unreadable read_url(std::string_view url, resolve::original_request& original)
{
    const std::size_t colon = url.find("://");
    if (colon == url.npos)
        return {resolve::errc::uri_invalid, "X-Original-URL"};
    original.scheme = url.substr(0, colon);
    const std::string_view rest = url.substr(colon + 3);
    const std::size_t slash = rest.find('/');
    if (slash == rest.npos)
        return {resolve::errc::uri_invalid, "X-Original-URL"};
    original.host = rest.substr(0, slash);
    original.uri = rest.substr(slash);
    return {};
}

unreadable read(const http::head& head, std::string_view, resolve::original_request& original)
{
    std::string_view url;
    unreadable found = read_single(head, "X-Original-Method", original.method);
    if (!found.reason)
        found = read_single(head, "X-Original-URL", url);
    if (!found.reason)
        found = read_url(url, original);
    if (!found.reason && head.fields.find("X-Real-IP").count != 0)
        found = read_single(head, "X-Real-IP", original.client);
    if (found.reason)
        return found;
    return check_original(
        original, {"X-Original-Method", "X-Original-URL", "X-Original-URL", "X-Original-URL"}
    );
}

} // namespace

extern const dialect ingress_nginx;
constinit const dialect ingress_nginx{
    .name = "ingress-nginx",
    .summary = "ingress-nginx with `auth-url`: X-Original-Method, X-Original-URL, X-Real-IP",
    .default_paths = paths,
    .read = read,
};

extern const proxy ingress_nginx_proxy;
constinit const proxy ingress_nginx_proxy{
    .name = "ingress-nginx",
    .endpoint_dialect = &ingress_nginx,
    .help = help,
    .features = {.listen = false},
    .print = print_ingress_nginx,
};

} // namespace postern::dialect
