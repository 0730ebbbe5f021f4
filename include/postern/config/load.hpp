// Reads a configuration from YAML text, or reports everything that is wrong with it in one run.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/config/problem.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace postern::config {

struct loaded
{
    std::optional<configuration> value; // set if there are no errors
    std::vector<problem> errors;
    std::vector<problem> warnings; // keys that were skipped, an issuer without audience, ...
};

// The longest configuration, in octets.
inline constexpr std::size_t largest_file = 1024 * 1024;

// Reads the file, every file that it names, and the environment for ${NAME}.
loaded load_file(const std::filesystem::path& file);

// The same for text; relative paths are relative to `base`, problems name `file`.
loaded
load_text(const std::string& text, const std::string& file, const std::filesystem::path& base);

// docs/configuration.md, from the table of keys.
std::string reference_page();

} // namespace postern::config
