// nginx asks by auth_request, with the text that we print: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For, copies the identity headers of a 200 and drops the body of a denial.
//
// The directives of the text were tried with real nginx (1.22 and later) and every spoofing trick
// known to us; the comments in the text are for those who change it.
#include <postern/dialect/proxy.hpp>

#include "../forwarded.hpp"
#include "check.hpp"
#include "snippet.hpp"

#include <string_view>

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/nginx"};

constexpr std::string_view help =
    "The text is for `include` inside http { }; its comments name the traps. Several, "
    "each for a --listen or --server-name of its own, go together. With --tls-cert every --listen "
    "speaks TLS and HTTP/2, and `--listen quic:443` adds HTTP/3.\n\n"
    "--parts prints three files for a server that exists already: postern-http.conf for http { }, "
    "postern-server.conf for the first line of server { }, and postern-location.conf for each "
    "location with a proxy_set_header, fastcgi_param, auth_request_set or error_page of its "
    "own.\n\n"
    "Examples:\n"
    "  postern snippet nginx -c postern.yaml > /etc/nginx/conf.d/app.conf\n"
    "  postern snippet nginx -c postern.yaml --endpoint /authz/orders \\\n"
    "      --upstream unix:/run/app.sock --listen 80\n"
    "  postern snippet nginx -c postern.yaml --protect /admin=/authz/staff \\\n"
    "      --listen 443 --listen '[::]:443' --tls-cert app.crt --tls-key app.key\n"
    "  postern snippet nginx -c postern.yaml --parts --output /etc/nginx/postern";

} // namespace

extern const dialect nginx;
constinit const dialect nginx{
    .name = "nginx",
    .summary = "nginx auth_request with the printed snippet: X-Forwarded-Method, -Uri, -Host, "
               "-Proto, -For",
    .login = login_answer::header,
    .default_paths = paths,
    .read = read_forwarded,
};

extern const proxy nginx_proxy;
constinit const proxy nginx_proxy{
    .name = "nginx",
    .endpoint_dialect = &nginx,
    .help = help,
    .features =
        {.tls = true, .backend = true, .protected_paths = true, .balancers = true, .parts = true},
    .print = print_nginx,
    .check = check_nginx,
};

} // namespace postern::dialect
