// APISIX asks by its plugin forward-auth, which sets X-Forwarded-Method, -Proto and -For itself;
// the printed route sets -Uri and -Host. So it asks in the dialect generic.
#include <postern/dialect/proxy.hpp>

#include "snippet.hpp"

namespace postern::dialect {

extern const dialect generic;

namespace {

constexpr std::string_view help =
    "The text is a route with the plugin forward-auth, and settings of APISIX. --resolver and "
    "--upstream are host:port.\n\n"
    "Example:\n"
    "  postern snippet apisix -c postern.yaml --server-name app.example.com \\\n"
    "      --resolver postern.auth.svc.cluster.local:9080 \\\n"
    "      --upstream app.default.svc.cluster.local:80 --output conf";

} // namespace

extern const proxy apisix_proxy;
constinit const proxy apisix_proxy{
    .name = "apisix",
    .endpoint_dialect = &generic,
    .help = help,
    .features = {.listen = false},
    .print = print_apisix,
};

} // namespace postern::dialect
