// `postern check`: reports everything that is wrong with a configuration in one run.
#include <postern/config/load.hpp>

#include "command.hpp"
#include "input.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string file;
    bool json = false;
};

void append_json(
    boost::json::array& list, const char* severity, const std::vector<config::problem>& problems
)
{
    for (const config::problem& p : problems)
        list.push_back(boost::json::object{
            {"severity", severity},
            {"file", p.file},
            {"line", p.line},
            {"column", p.column},
            {"path", p.path},
            {"text", p.text},
        });
}

// Errors and warnings are one list, so that a program reads one JSON value.
void print_json(const config::loaded& loaded, std::ostream& out)
{
    boost::json::array list;
    append_json(list, "error", loaded.errors);
    append_json(list, "warning", loaded.warnings);
    out << boost::json::serialize(list) << '\n';
}

std::string counted(std::size_t count, const std::string& noun)
{
    return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

void print_lines(const config::loaded& loaded, std::ostream& err)
{
    for (const config::problem& p : loaded.errors)
        err << p.line_text() << '\n';
    for (const config::problem& p : loaded.warnings)
        err << p.line_text() << " (warning)\n";
}

// The last line of the report, for people.
std::string summary(const config::loaded& loaded)
{
    const std::string warnings = counted(loaded.warnings.size(), "warning");
    if (loaded.value)
        return "can be served, " + warnings;
    return "cannot be served, " + counted(loaded.errors.size(), "error") + ", " + warnings;
}

int check(const options& given, const context& in)
{
    const config::loaded loaded = read_configuration(given.file, in.io.in);
    // The problems come first, because the refusal below is only their summary.
    if (given.json)
        print_json(loaded, in.io.out);
    else
        print_lines(loaded, in.io.err);
    if (!loaded.value)
        throw refused(given.file + ": " + summary(loaded));
    // With --json standard output holds the list alone.
    if (!given.json)
        in.io.out << given.file << ": " << summary(loaded) << '\n';
    return 0;
}

} // namespace

void add_check(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand(
        "check", "Reports everything that is wrong with a configuration and its key files"
    );
    add_configuration_option(*command, given->file);
    command->add_flag("--json", given->json, "The problems as a JSON list on standard output");
    command->footer("Each problem is one line, file:line:column: path: text. Exit code 0 if the "
                    "configuration can be served (warnings allowed), else 1. A pipe, or - for "
                    "standard input, is read as if it lay in this folder.\n\n"
                    "Examples:\n"
                    "  postern check -c postern.yaml\n"
                    "  postern check -c postern.yaml --json | jq -r '.[].text'");
    perform_with(*command, given, chosen, check);
}

} // namespace postern::cli
