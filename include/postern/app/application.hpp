// The composition root: every object, built in order, run, reloaded and drained.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/config/configuration.hpp>

#include <filesystem>

namespace postern::app {

// Runs the service until SIGTERM or SIGINT; SIGHUP reloads. Problems go to stderr. Returns the exit
// code.
int serve(const std::filesystem::path& configuration_file);

// One decision, offline: the configuration's own endpoints, issuers and policies.
check::explanation explain(const config::configuration&, const check::explain_request&);

} // namespace postern::app
