// Kong asks by a function of our own in its plugin pre-function, which sets X-Forwarded-Method,
// -Uri, -Host, -Proto and -For. So it asks in the dialect generic.
#include <postern/dialect/proxy.hpp>

#include "snippet.hpp"

namespace postern::dialect {

extern const dialect generic;

namespace {

constexpr std::string_view help =
    "The text is a declarative configuration with the plugin pre-function. --resolver and "
    "--upstream are host:port.\n\n"
    "Example:\n"
    "  postern snippet kong -c postern.yaml --server-name app.example.com \\\n"
    "      --resolver postern.auth.svc.cluster.local:9080 \\\n"
    "      --upstream app.default.svc.cluster.local:80 > kong.yml";

} // namespace

extern const proxy kong_proxy;
constinit const proxy kong_proxy{
    .name = "kong",
    .endpoint_dialect = &generic,
    .help = help,
    .features = {.listen = false},
    .print = print_kong,
};

} // namespace postern::dialect
