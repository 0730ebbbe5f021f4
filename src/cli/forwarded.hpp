// The headers that a proxy adds to a check, for a check that does not come from a proxy.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/dialect/dialect.hpp>

#include <string>
#include <vector>

namespace postern::cli {

// Adds the X-Forwarded headers that the dialect needs and the request lacks. Returns the added
// lines.
std::vector<std::string> fill_in_forwarded(const dialect::dialect&, check::explain_request&);

} // namespace postern::cli
