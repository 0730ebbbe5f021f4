// Runs the service, and explains one decision without it.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/config/configuration.hpp>

#include <filesystem>

namespace postern::app {

// Serves until SIGTERM or SIGINT; SIGHUP reloads the configuration. Writes problems to stderr.
// Returns the exit code.
int serve(const std::filesystem::path& configuration_file);

// Decides with the endpoints, issuers and policies of the configuration, but without a store.
check::explanation explain(const config::configuration&, const check::explain_request&);

} // namespace postern::app
