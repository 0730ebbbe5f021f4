// Compares an existing configuration of a proxy with this one of Postern.
#pragma once

#include <postern/config/load.hpp>
#include <postern/dialect/proxy.hpp>

#include <iosfwd>
#include <string>

namespace postern::cli {

// Prints each finding with its file and line, and what cannot be seen. Returns the exit code: 1 if
// there is a finding.
int check_proxy(
    const std::string& file, const dialect::proxy& proxy,
    const config::configuration& configuration, std::ostream& out
);

} // namespace postern::cli
