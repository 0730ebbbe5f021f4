// Traefik asks by forwardAuth with trustForwardHeader off: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For itself. It copies the identity headers of a 200 and hands a denial to the client
// whole.
#include <postern/dialect/proxy.hpp>

#include "../forwarded.hpp"
#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/traefik"};

constexpr std::string_view help =
    "The text is the whole configuration of Traefik, with comments that name the traps. Beside "
    "other "
    "routers, copy what is below `http` and the settings of the entry point.\n\n"
    "Examples:\n"
    "  postern snippet traefik -c postern.yaml > traefik.yml && traefik\n"
    "  postern snippet traefik -c postern.yaml --listen 443 --server-name app.example.com \\\n"
    "      --tls-cert /etc/ssl/app.pem --tls-key /etc/ssl/app.key > traefik.yml";

} // namespace

extern const dialect traefik;
constinit const dialect traefik{
    .name = "traefik",
    .summary = "Traefik forwardAuth: X-Forwarded-Method, -Uri, -Host, -Proto, -For",
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

extern const proxy traefik_proxy;
constinit const proxy traefik_proxy{
    .name = "traefik",
    .endpoint_dialect = &traefik,
    .help = help,
    .features = {.tls = true, .protected_paths = true, .balancers = true},
    .print = print_traefik,
};

} // namespace postern::dialect
