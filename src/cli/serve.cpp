// `postern serve`: the service itself.
#include <postern/app/application.hpp>

#include "command.hpp"
#include "input.hpp"

namespace postern::cli {
namespace {

struct options
{
    std::string file;
};

int serve(const options& given, const context&)
{
    refuse_secret_as_argument(given.file);
    return app::serve(given.file);
}

} // namespace

void add_serve(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("serve", "Runs the service until SIGTERM or SIGINT");
    add_configuration_option(*command, given->file);
    command->footer(
        "SIGHUP reads the configuration and the key files again. If they have an error, "
        "the service keeps the old configuration and logs the error.\n\n"
        "Examples:\n"
        "  postern serve -c /etc/postern/postern.yaml\n"
        "  kill -HUP \"$(pidof postern)\""
    );
    perform_with(*command, given, chosen, serve);
}

} // namespace postern::cli
