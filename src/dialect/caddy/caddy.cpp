// Caddy asks by forward_auth, with the text that we print: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For itself. The check's own query may be the client's, so nothing is read from it.
// Caddy hands a denial to the client whole.
#include <postern/dialect/proxy.hpp>

#include "../forwarded.hpp"
#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/caddy"};

constexpr std::string_view help =
    "The text is a site: a Caddyfile, or a file that one imports. Its comments name the traps.\n\n"
    "Examples:\n"
    "  postern snippet caddy -c postern.yaml > /etc/caddy/Caddyfile\n"
    "  postern snippet caddy -c postern.yaml --listen 443 --server-name app.example.com \\\n"
    "      --tls-cert app.pem --tls-key app.key --upstream unix:/run/app.sock";

} // namespace

extern const dialect caddy;
constinit const dialect caddy{
    .name = "caddy",
    .summary = "Caddy forward_auth: X-Forwarded-Method, -Uri, -Host, -Proto, -For",
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

extern const proxy caddy_proxy;
constinit const proxy caddy_proxy{
    .name = "caddy",
    .endpoint_dialect = &caddy,
    .help = help,
    .features = {.tls = true, .protected_paths = true, .balancers = true},
    .print = print_caddy,
};

} // namespace postern::dialect
