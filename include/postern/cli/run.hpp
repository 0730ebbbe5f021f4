// What a person types. Everything goes through streams, so that a test needs no process.
#pragma once

#include <postern/base/clock.hpp>

#include <iosfwd>
#include <string>

namespace postern::cli {

struct streams
{
    std::istream& in;
    std::ostream& out; // what was asked for
    std::ostream& err; // why it was refused, and what a person should know beside it
};

// Exit code: 0 done, 1 refused or failed with the reason on `err`, 2 wrong usage.
int run(
    int argc, const char* const* argv, streams io, const postern::clock& clock = system_clock()
);

// docs/commands.md, from the help of each command.
std::string commands_page();

} // namespace postern::cli
