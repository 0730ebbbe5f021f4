// The help of the commands: the same text on a terminal and in docs/commands.md.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace postern::cli {

// The help of `command`, whose full name is `name` (`postern key generate`).
std::string help_text(const CLI::App& command, const std::string& name);

// The page with the help of every command below `root`.
std::string help_page(const CLI::App& root);

} // namespace postern::cli
