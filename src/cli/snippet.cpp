// `postern snippet`: what to write into the proxy, for this configuration.
#include <postern/dialect/snippet.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "command.hpp"
#include "input.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace postern::cli {
namespace {

using http::listen_address;

struct options
{
    const dialect::dialect* dialect = nullptr;
    std::string file;
    std::string endpoint; // empty: the first of the dialect
    std::string resolver; // empty: as the configuration listens
    std::string upstream = "127.0.0.1:9000";
    std::string listen = "127.0.0.1:8080";
    std::string server_name;
};

const check::endpoint_options&
find_endpoint(const std::vector<check::endpoint_options>& endpoints, const options& given)
{
    // Without --endpoint the first endpoint of the dialect is used.
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const auto& each) {
        return each.dialect == given.dialect &&
               (given.endpoint.empty() || each.path == given.endpoint);
    });
    if (found == endpoints.end())
        throw refused(
            "no endpoint of the dialect " + std::string(given.dialect->name) +
            (given.endpoint.empty() ? "" : " has the path " + given.endpoint)
        );
    return *found;
}

// The address at which a proxy on this machine reaches a listener. Empty if the configuration does
// not tell it.
std::string reachable(const listen_address& at)
{
    if (at.type == listen_address::kind::unix_socket)
        return "unix:" + std::filesystem::absolute(at.path).lexically_normal().string();
    // systemd chooses the address of a socket that it passes, and the kernel chooses the port for
    // port 0.
    if (at.type == listen_address::kind::systemd || at.port == 0)
        return {};
    // A listener on every address of the machine is reachable on the loopback address, too.
    listen_address local = at;
    if (at.host == "0.0.0.0")
        local.host = "127.0.0.1";
    if (at.host == "::")
        local.host = "::1";
    return local.text();
}

std::string resolver_address(const std::vector<listen_address>& listening)
{
    for (const listen_address& at : listening)
        if (std::string address = reachable(at); !address.empty())
            return address;
    throw refused("the configuration does not say where Postern is reached; use --resolver");
}

int print(const options& given, const context& in)
{
    const config::configuration configuration = load_configuration(given.file, in.io.in);
    const dialect::snippet_text printed = given.dialect->snippet({
        .endpoint = find_endpoint(configuration.endpoints, given).path,
        .resolver = given.resolver.empty()
                        ? resolver_address(configuration.resolver.listener.listen)
                        : given.resolver,
        .upstream = given.upstream,
        .listen = given.listen,
        .server_name = given.server_name,
        .deadline = configuration.resolver.deadline,
        .identity_headers = resolve::header_names(configuration.identity),
        .login = !configuration.login.url.empty(),
    });
    // The proxy may have no syntax for what these options need.
    if (!printed.obstacle.empty())
        throw refused(printed.obstacle);
    in.io.out << printed.text;
    return 0;
}

void add_proxy(CLI::App& group, const dialect::dialect& dialect, action& chosen)
{
    const std::string name(dialect.name);
    auto given = std::make_shared<options>();
    given->dialect = &dialect;
    CLI::App* command = group.add_subcommand(
        name, "Prints a configuration of " + name + " that guards every identity header"
    );
    add_configuration_option(*command, given->file);
    command
        ->add_option(
            "--endpoint", given->endpoint,
            "The endpoint to ask (default: the first of dialect " + name + ")"
        )
        ->type_name("PATH");
    command
        ->add_option(
            "--resolver", given->resolver,
            "Where " + name + " reaches Postern (default: the first address of resolver.listen)"
        )
        ->type_name("ADDRESS");
    command->add_option("--upstream", given->upstream, "The application, host:port or unix:/path")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command->add_option("--listen", given->listen, "Where " + name + " listens")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command
        ->add_option(
            "--server-name", given->server_name,
            "The host name of the application, where several share an address (default: every name)"
        )
        ->type_name("NAME");
    command->footer(std::string(dialect.snippet_help));
    perform_with(*command, given, chosen, print);
}

} // namespace

void add_snippet(CLI::App& parent, action& chosen)
{
    CLI::App* group = parent.add_subcommand("snippet", "Prints the configuration of a proxy");
    group->require_subcommand(1);
    // A dialect without a snippet has no command.
    for (const dialect::dialect* each : dialect::dialects())
        if (each->snippet != nullptr)
            add_proxy(*group, *each, chosen);
}

} // namespace postern::cli
