// A mistake in a configuration, and its place.
#pragma once

#include <string>

namespace postern::config {

// One error; or, as a warning, something that is allowed and probably a mistake.
struct problem
{
    std::string file;
    int line = 0;     // 1 upwards; 0: the file as a whole
    int column = 0;   // 1 upwards
    std::string path; // `issuers[0].keys.pem[1].file`
    std::string text; // what was found and what is accepted; never a secret's value

    // file:line:column: path: text
    std::string line_text() const;
};

} // namespace postern::config
