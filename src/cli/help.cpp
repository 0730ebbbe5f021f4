// CLI11's own formatter is not used: its layout differs between the versions that distributions
// have, and docs/commands.md must be the same everywhere.
#include "help.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

namespace postern::cli {
namespace {

constexpr std::size_t text_column = 26;
constexpr std::size_t width = 100;

// Breaks `text` into lines of at most `width` characters. The first line starts at `column`, and
// each further line is indented to it.
std::string wrapped(std::string_view text, std::size_t column)
{
    std::string out;
    std::size_t at = column;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        // The word and the space before it do not fit, so a new line starts.
        if (at + word.size() >= width) {
            out += '\n' + std::string(column, ' ');
            at = column;
        } else if (at != column) {
            out += ' ';
            ++at;
        }
        out += word;
        at += word.size();
    }
    return out;
}

std::string row(std::string left, std::string_view text)
{
    left.insert(0, "  ");
    // A long name has a line of its own. The text starts in the same column in every row.
    if (left.size() + 2 > text_column)
        left += '\n' + std::string(text_column, ' ');
    else
        left.resize(text_column, ' ');
    return left + wrapped(text, text_column) + '\n';
}

// `-c, --config FILE`, or the name of a positional argument.
std::string names_of(const CLI::Option& option)
{
    if (option.get_positional())
        return option.get_name(true);
    std::string names;
    for (const std::string& name : option.get_snames())
        names += (names.empty() ? "-" : ", -") + name;
    for (const std::string& name : option.get_lnames())
        names += (names.empty() ? "--" : ", --") + name;
    return option.get_type_size() == 0 ? names : names + ' ' + option.get_type_name();
}

std::string text_of(const CLI::Option& option)
{
    std::string text = option.get_description();
    if (!option.get_default_str().empty())
        text += " (default: " + option.get_default_str() + ")";
    // The description may say it already.
    const bool said = text.find("may be repeated") != text.npos;
    if (option.get_items_expected_max() > 1 && !said)
        text += " (may be repeated)";
    return text;
}

std::string usage(const CLI::App& command, const std::string& name)
{
    std::string line = "Usage: " + name;
    // The line names the required options. `[options]` means the others.
    for (const CLI::Option* option : command.get_options())
        if (option->get_required() && !option->get_positional())
            line += " --" + option->get_lnames().front() + ' ' + option->get_type_name();
    line += command.get_require_subcommand_min() > 0 ? " COMMAND" : " [options]";
    for (const CLI::Option* option : command.get_options())
        if (option->get_positional())
            line += " [" + option->get_name(true) + ']';
    return line + '\n';
}

// Without a filter CLI11 returns only the commands that were on the command line.
std::vector<const CLI::App*> commands_of(const CLI::App& parent)
{
    return parent.get_subcommands([](const CLI::App*) { return true; });
}

// Wraps the prose; the indented examples stay as they are.
std::string footer_of(const CLI::App& command)
{
    std::string text;
    std::istringstream lines(command.get_footer());
    for (std::string line; std::getline(lines, line);)
        text += (line.rfind(' ', 0) == 0 ? line : wrapped(line, 0)) + '\n';
    return text.empty() ? text : '\n' + text;
}

// Appends the help of each command that can run. A group, such as `postern token`, only adds its
// name to those of its commands.
void append_page(std::string& page, const CLI::App& command, const std::string& name)
{
    const auto below = commands_of(command);
    if (below.empty())
        page += "\n## " + name + "\n\n```text\n" + help_text(command, name) + "```\n";
    for (const CLI::App* child : below)
        append_page(page, *child, name + ' ' + child->get_name());
}

} // namespace

std::string help_text(const CLI::App& command, const std::string& name)
{
    std::string text = wrapped(command.get_description(), 0) + "\n\n" + usage(command, name);
    // A group lists its commands, a command only its options.
    if (const auto below = commands_of(command); !below.empty()) {
        text += "\nCommands:\n";
        for (const CLI::App* child : below)
            text += row(child->get_name(), child->get_description());
    }
    text += "\nOptions:\n";
    for (const CLI::Option* option : command.get_options())
        text += row(names_of(*option), text_of(*option));
    return text + footer_of(command);
}

std::string help_page(const CLI::App& root)
{
    std::string page = "# Commands\n\nWhat `postern --help` and the help of each command say.\n"
                       "Exit code: 0 done, 1 refused or failed with the reason on standard error, "
                       "2 wrong usage.\n";
    append_page(page, root, root.get_name());
    return page;
}

} // namespace postern::cli
