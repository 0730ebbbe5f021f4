// The parser of all commands, and the exit codes.
#include <postern/app/version.hpp>

#include "command.hpp"
#include "help.hpp"
#include "terminal.hpp"

#include <istream>
#include <ostream>

namespace postern::cli {
namespace {

// Parsing a command only sets `chosen`. The command itself runs after the whole command line is
// known to be right.
std::unique_ptr<CLI::App> make_parser(action& chosen)
{
    auto root = std::make_unique<CLI::App>(
        "Decides for a reverse proxy, for each request, who sends it and whether it is allowed",
        "postern"
    );
    root->set_version_flag("--version", "postern " + std::string(app::version()), "The version");
    root->set_help_flag("-h,--help", "This text");
    root->footer("Each command has its own help, with examples: postern COMMAND --help");
    root->require_subcommand(1);
    add_serve(*root, chosen);
    add_check(*root, chosen);
    add_explain(*root, chosen);
    add_snippet(*root, chosen);
    add_key(*root, chosen);
    CLI::App* token = root->add_subcommand("token", "Makes, shows, verifies and revokes tokens");
    token->require_subcommand(1);
    add_token_mint(*token, chosen);
    add_token_inspect(*token, chosen);
    add_token_verify(*token, chosen);
    add_token_revoke(*token, chosen);
    add_session(*root, chosen);
    add_revocation(*root, chosen);
    add_store(*root, chosen);
    return root;
}

struct named_command
{
    const CLI::App* command;
    std::string name;
};

// The innermost command that was named before parsing ended.
named_command named(const CLI::App& root)
{
    named_command found{&root, root.get_name()};
    while (!found.command->get_subcommands().empty()) {
        found.command = found.command->get_subcommands().front();
        found.name += ' ' + found.command->get_name();
    }
    return found;
}

// For an unknown command CLI11 only reports that a subcommand is missing. This names the unknown
// word and the commands that exist.
std::string reason_of(const CLI::ParseError& error, const CLI::App& root)
{
    const CLI::App& command = *named(root).command;
    const std::vector<std::string> words = command.remaining();
    // The error is about something else, so the message of CLI11 is the reason.
    if (words.empty() || command.get_require_subcommand_min() == 0)
        return error.what();
    std::string known;
    for (const CLI::App* each : command.get_subcommands([](const CLI::App*) { return true; }))
        known += (known.empty() ? "" : ", ") + each->get_name();
    return words.front() + " is not a command; the commands are " + known;
}

int wrong_usage(const CLI::App& root, const std::string& reason, std::ostream& err)
{
    const std::string name = named(root).name;
    // The reason may repeat an argument, and an argument may be a secret by mistake.
    err << name << ": " << without_secrets(reason) << "\nSee: " << name << " --help\n";
    return 2;
}

int perform(const CLI::App& root, const action& chosen, const context& in)
{
    try {
        const int code = chosen(in);
        // A full disk is noticed only when the output is flushed. A command that lost its output
        // must not report success.
        in.io.out.flush();
        if (!in.io.out)
            throw refused("the output could not be written");
        return code;
    } catch (const misused& error) {
        return wrong_usage(root, error.what(), in.io.err);
    } catch (const refused& error) {
        in.io.err << error.what() << '\n';
        return 1;
    } catch (const std::exception& unexpected) { // may hold an argument
        in.io.err << "postern: " << without_secrets(unexpected.what()) << '\n';
        return 1;
    }
}

} // namespace

int run(int argc, const char* const* argv, streams io, const postern::clock& clock)
{
    action chosen;
    const auto root = make_parser(chosen);
    try {
        root->parse(argc, argv);
        // CLI11 reports --help and --version as exceptions, too.
    } catch (const CLI::CallForHelp&) {
        const auto [command, name] = named(*root);
        io.out << help_text(*command, name);
        return 0;
    } catch (const CLI::CallForVersion& version) {
        io.out << version.what() << '\n';
        return 0;
    } catch (const CLI::ParseError& error) {
        return wrong_usage(*root, reason_of(error, *root), io.err);
    }
    return perform(*root, chosen, {io, clock});
}

std::string commands_page()
{
    action unused;
    return help_page(*make_parser(unused));
}

} // namespace postern::cli
