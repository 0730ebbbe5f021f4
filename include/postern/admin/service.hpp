// The operators' API: /livez /readyz /metrics /v1/explain /v1/reload. What it does is handed in; it
// adds the token, the routes and the wire forms.
#pragma once

#include <postern/admin/options.hpp>
#include <postern/dialect/explain.hpp>
#include <postern/http/service.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postern::admin {

struct readiness
{
    bool ready = false;
    std::vector<std::string> reasons; // why not
};

struct reload_outcome
{
    bool done = false;
    std::vector<std::string>
        problems; // file:line:column: path: text, why the old configuration was kept
};

// All are called on the admin listener's thread.
struct operations
{
    std::function<readiness()> ready;
    std::function<std::string()> metrics;
    std::function<dialect::explanation(const dialect::explain_request&)> explain;
    std::function<reload_outcome()> reload;
};

// `token` is compared in constant time with `Authorization: Bearer` or `X-Api-Key`.
std::unique_ptr<http::service> make_service(secret token, operations);

struct token_origin
{
    secret token;
    bool generated = false; // written to options.token_file, mode 0600
};

// The configured token, or the file's, or a new random one written to the file (mode 0600, never
// over an existing file). Refuses an empty token and a file that others can read.
result<token_origin> obtain_token(const options&);

} // namespace postern::admin
