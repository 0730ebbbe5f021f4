// What the process asks of the system, and what it says of its configuration.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/metrics/registry.hpp>

#include <string_view>
#include <vector>

namespace postern::app {

// No core files (they would hold keys and tokens), as many descriptors as allowed, no SIGPIPE.
void prepare_process();

double unix_seconds();

// Keys by issuer and the time of loading; `before` is the configuration that this one replaces, or
// null.
void report_configuration(
    metrics::registry&, const config::configuration* before, const config::configuration& now
);

// Settings that differ and that a reload cannot change.
std::vector<std::string_view>
needing_restart(const config::configuration& running, const config::configuration& fresh);

} // namespace postern::app
