// HAProxy asks by a Lua action of our own, deploy/haproxy/postern.lua, which sets
// X-Forwarded-Method, -Uri, -Host, -Proto and -For itself. The action leads people to the login
// page without Postern's help.
#include <postern/dialect/proxy.hpp>

#include "../forwarded.hpp"
#include "snippet.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/haproxy"};

constexpr std::string_view help =
    "The text is two files, haproxy.cfg and postern.lua; both belong into the folder of HAProxy's "
    "configuration. HAProxy finds the key of app.crt in app.key or app.crt.key, or in the "
    "certificate's file itself.\n\n"
    "Examples:\n"
    "  postern snippet haproxy -c postern.yaml --output /etc/haproxy\n"
    "  postern snippet haproxy -c postern.yaml --listen :443 --server-name app.example.com \\\n"
    "      --tls-cert app.crt --tls-key app.key --upstream unix:/run/app.sock --output conf";

} // namespace

extern const dialect haproxy;
constinit const dialect haproxy{
    .name = "haproxy",
    .summary = "HAProxy with postern.lua: X-Forwarded-Method, -Uri, -Host, -Proto, -For",
    .default_paths = paths,
    .read = read_forwarded,
};

extern const proxy haproxy_proxy;
constinit const proxy haproxy_proxy{
    .name = "haproxy",
    .endpoint_dialect = &haproxy,
    .help = help,
    .features = {.tls = true, .protected_paths = true, .balancers = true},
    .print = print_haproxy,
};

} // namespace postern::dialect
