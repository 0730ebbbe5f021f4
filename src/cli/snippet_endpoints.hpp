// The endpoints that a printed text asks: which there are, and which it leaves unused.
#pragma once

#include <postern/check/options.hpp>
#include <postern/dialect/snippet.hpp>

#include <string>
#include <vector>

namespace postern::cli {

using endpoint_list = std::vector<check::endpoint_options>;

// The endpoint of this dialect with this path; without a path the first one. Refuses if there is
// none.
const check::endpoint_options& find_endpoint(
    const endpoint_list& endpoints, const dialect::dialect& dialect, const std::string& path
);

// Reads `--protect /admin=/authz/staff`.
dialect::protected_path read_protected(
    const std::string& text, const endpoint_list& endpoints, const dialect::dialect& dialect
);

// One line with a sentence that names the other endpoints of the dialect that a text with these
// options does not ask. Empty: it asks all of them.
std::string describe_unused(
    const endpoint_list& endpoints, const dialect::dialect& dialect,
    const dialect::snippet_options& options
);

} // namespace postern::cli
