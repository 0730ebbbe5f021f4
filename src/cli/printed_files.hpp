// The files of a printed text: on standard output, or in a folder.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace postern::cli {

// Without a folder, each of several files has a comment with its name before it. The folder is made
// if it is not there. Refuses to write a file over the configuration that it was made from.
void put_out(
    const std::vector<dialect::snippet_file>& files, const std::string& folder,
    const std::string& configuration, std::ostream& out
);

} // namespace postern::cli
