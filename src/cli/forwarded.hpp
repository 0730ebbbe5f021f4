// What a proxy adds to a check, for a check that no proxy made.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/dialect/dialect.hpp>

#include <string>
#include <vector>

namespace postern::cli {

// Adds those fields of the X-Forwarded family that the dialect asks for and the request lacks.
// Returns the lines that were added.
std::vector<std::string> fill_in_forwarded(const dialect::dialect&, check::explain_request&);

} // namespace postern::cli
