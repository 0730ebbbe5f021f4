// Shared by the commands: how a command is added to the parser, and how it ends early.
#pragma once

#include <postern/base/error.hpp>
#include <postern/cli/run.hpp>

#include <CLI/CLI.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace postern::cli {

struct context
{
    streams io;
    const postern::clock& clock;
};

// The command that was chosen on the command line; returns the exit code.
using action = std::function<int(const context&)>;

// Ends a command with exit code 1. The text is the reason: one or more lines, without the last
// newline.
class refused : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// Ends a command with exit code 2, for wrong usage.
class misused : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// Returns the value, or ends the command with `what: reason`.
template <class T>
T expect(result<T> outcome, std::string_view what)
{
    if (!outcome)
        throw refused(std::string(what) + ": " + outcome.error().message());
    return std::move(*outcome);
}

// Each adds one command to its parent; parsing that command sets `chosen`.
void add_serve(CLI::App& parent, action& chosen);
void add_check(CLI::App& parent, action& chosen);
void add_explain(CLI::App& parent, action& chosen);
void add_snippet(CLI::App& parent, action& chosen);
void add_key(CLI::App& parent, action& chosen);
void add_token_mint(CLI::App& parent, action& chosen);
void add_token_inspect(CLI::App& parent, action& chosen);
void add_token_verify(CLI::App& parent, action& chosen);
void add_token_revoke(CLI::App& parent, action& chosen);
void add_session(CLI::App& parent, action& chosen);
void add_revocation(CLI::App& parent, action& chosen);
void add_store(CLI::App& parent, action& chosen);

// A command whose options are parsed into an `Options` and then handed to `perform`.
template <class Options>
void perform_with(
    CLI::App& command, std::shared_ptr<Options> given, action& chosen,
    int (*perform)(const Options&, const context&)
)
{
    command.callback([given, &chosen, perform] {
        chosen = [given, perform](const context& in) { return perform(*given, in); };
    });
}

} // namespace postern::cli
