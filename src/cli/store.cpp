// `postern store copy`: moves the sessions and revocations to another store.
#include <postern/app/copy_store.hpp>

#include "command.hpp"
#include "input.hpp"

#include <filesystem>
#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string from;
    std::string to;
};

// A configuration whose store holds sessions of Postern.
config::configuration load(const std::string& file, const context& in)
{
    config::configuration loaded = load_configuration(file, in.io.in);
    if (!config::has_store(loaded.store))
        throw refused(file + ": has no store");
    const auto* const redis = std::get_if<config::redis_store>(&loaded.store);
    if (redis != nullptr && redis->sessions == session::format::authgear)
        throw refused(
            file + ": its sessions are Authgear's (sessions.format); Postern only reads them"
        );
    return loaded;
}

// The store would be made, and nothing would be copied.
void refuse_missing(const config::store_options& store)
{
    const auto* const sqlite = std::get_if<config::sqlite_store>(&store);
    if (sqlite != nullptr && !std::filesystem::exists(sqlite->sqlite.path))
        throw refused(sqlite->sqlite.path.string() + ": no such file");
}

int copy(const options& given, const context& in)
{
    if (given.from == "-" && given.to == "-")
        throw misused("only one configuration can come from standard input");
    const config::configuration from = load(given.from, in), to = load(given.to, in);
    refuse_missing(from.store);
    const app::copied done = app::copy_store(from, to);
    in.io.out << "revocations: " << done.revocations << " copied\nsessions: " << done.sessions
              << " copied, " << done.sessions_there << " were there already\n";
    for (const std::string& each : done.unreadable)
        in.io.err << each << ": cannot be read, so it was not copied\n";
    if (!done.failure.empty())
        throw refused(done.failure);
    return done.unreadable.empty() ? 0 : 1;
}

void add_copy(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command =
        parent.add_subcommand("copy", "Copies all sessions and revocations into another store");
    const auto add = [command](const char* name, std::string& file, const char* text) {
        command->add_option(name, file, text)->required()->type_name("FILE");
    };
    add("--from", given->from, "The configuration whose store is read");
    add("--to", given->to, "The configuration whose store is written");
    command->footer(
        "Stop the services that use the first store, because what happens in it after its page was "
        "read is not copied; an SQLite file that is in use is refused. What the second store has "
        "stays as it is, so that the command can be repeated after a failure. Do not repeat it "
        "when people have signed out at the second store: their sessions would come back.\n\n"
        "Examples:\n"
        "  postern store copy --from sqlite.yaml --to redis.yaml"
    );
    perform_with(*command, given, chosen, copy);
}

} // namespace

void add_store(CLI::App& parent, action& chosen)
{
    CLI::App* store = parent.add_subcommand("store", "Copies a store into another one");
    store->require_subcommand(1);
    add_copy(*store, chosen);
}

} // namespace postern::cli
