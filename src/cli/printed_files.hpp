// The files of a printed text: on standard output, or in a folder.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace postern::cli {

// Without a folder, each of several files has a comment with its name before it. The folder is made
// if it is not there.
void put_out(
    const std::vector<dialect::snippet_file>& files, const std::string& folder, std::ostream& out
);

} // namespace postern::cli
