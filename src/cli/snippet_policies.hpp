// What a printed text that asks over gRPC takes from the configuration. There is one endpoint, and
// a path chooses a policy.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::cli {

// The endpoint that grpc.endpoint names. Refuses if Postern does not listen for gRPC.
const check::endpoint_options& find_grpc_endpoint(const config::configuration& configuration);

// Reads `--protect /admin=staff`.
dialect::protected_path
read_policy_path(const std::string& text, const config::configuration& configuration);

} // namespace postern::cli
