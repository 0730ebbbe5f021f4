// Which changes of a configuration a reload cannot make.
#pragma once

#include <postern/config/configuration.hpp>

#include <string>
#include <vector>

namespace postern::config {

// The keys (`resolver.threads`) whose values differ and that need a restart, as the table of keys
// says.
std::vector<std::string>
keys_needing_restart(const configuration& running, const configuration& fresh);

} // namespace postern::config
