// What commands read: a configuration that must be good, and a token that is never an argument.
#pragma once

#include <postern/config/configuration.hpp>

#include <CLI/CLI.hpp>

#include <iosfwd>
#include <string>

namespace postern::cli {

// `-c, --config FILE`, required.
void add_configuration_option(CLI::App& command, std::string& file);

// The configuration, or refused with every problem in it.
config::configuration load_configuration(const std::string& file);

// Why tokens are read from a place instead of the command line, for the help.
extern const char* const why_not_an_argument;

// The token in a file, or on `in` for `-`, without the white space around it.
std::string read_token(const std::string& source, std::istream& in);

// The text of a file; refused with its name and the reason.
std::string read_text(const std::string& file, std::size_t limit);

} // namespace postern::cli
