// The input of commands: a configuration, and a token that is never an argument.
#pragma once

#include <postern/config/load.hpp>

#include <CLI/CLI.hpp>

#include <iosfwd>
#include <string>

namespace postern::cli {

// `-c, --config FILE`, required.
void add_configuration_option(CLI::App& command, std::string& file);

// The configuration with its problems. `-` is standard input. Paths in standard input or a pipe are
// relative to the current folder.
config::loaded read_configuration(const std::string& file, std::istream& in);

// The configuration. If it has errors, the command ends and lists them.
config::configuration load_configuration(const std::string& file, std::istream& in);

// For the help: why a token is not an argument.
extern const char* const why_not_an_argument;

// A positional `FILE` with a token; the default is standard input.
void add_token_argument(CLI::App& command, std::string& source);

// The token in a file, or on `in` for `-`, without the white space around it.
std::string read_token(const std::string& source, std::istream& in);

// Ends the command if no file has this name and the name may be a secret: somebody gave the secret
// itself instead of its file. Messages must not repeat the name then.
void refuse_secret_as_argument(const std::string& file);

// The text of a file or pipe. If it cannot be read, the command ends with its name and the reason.
std::string read_text(const std::string& file, std::size_t limit);

} // namespace postern::cli
