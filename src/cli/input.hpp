// What commands read: a configuration that must be good, and a token that is never an argument.
#pragma once

#include <postern/config/load.hpp>

#include <CLI/CLI.hpp>

#include <iosfwd>
#include <string>

namespace postern::cli {

// `-c, --config FILE`, required.
void add_configuration_option(CLI::App& command, std::string& file);

// The configuration with its problems. `-` is standard input; that and a pipe are read as if they
// lay in this folder.
config::loaded read_configuration(const std::string& file, std::istream& in);

// The configuration, or refused with every problem in it.
config::configuration load_configuration(const std::string& file, std::istream& in);

// Why tokens are read from a place instead of the command line, for the help.
extern const char* const why_not_an_argument;

// The token in a file, or on `in` for `-`, without the white space around it.
std::string read_token(const std::string& source, std::istream& in);

// Ends the command if this names no file and may be a secret, given where its file is meant: no
// message that holds the name may be written then.
void refuse_secret_as_argument(const std::string& file);

// The text of a file or pipe; refused with its name and the reason.
std::string read_text(const std::string& file, std::size_t limit);

} // namespace postern::cli
