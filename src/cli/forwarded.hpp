// The headers that a proxy adds to a check, for a check that does not come from a proxy.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/check/options.hpp>

#include <string>
#include <vector>

namespace postern::cli {

// Adds the headers that the endpoint's dialect needs and the request lacks. Returns the added
// lines.
std::vector<std::string> fill_in_forwarded(const check::endpoint_options&, check::explain_request&);

} // namespace postern::cli
