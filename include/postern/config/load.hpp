// YAML text to a configuration, or everything that is wrong with it in one run.
#pragma once

#include <postern/config/configuration.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace postern::config {

// One thing that is wrong, or (warning) that is allowed and probably not meant.
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

struct loaded
{
    std::optional<configuration> value; // set if there are no errors
    std::vector<problem> errors;
    std::vector<problem> warnings; // keys that were skipped, an issuer without audience, ...
};

// Reads the file and every file it names; the environment for ${NAME}.
loaded load_file(const std::filesystem::path& file);

// The same for text; relative paths are relative to `base`, problems name `file`.
loaded
load_text(const std::string& text, const std::string& file, const std::filesystem::path& base);

// docs/configuration.md, from the table of keys.
std::string reference_page();

} // namespace postern::config
