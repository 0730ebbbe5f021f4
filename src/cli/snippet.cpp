// `postern snippet`: what to write into the proxy, for this configuration.
#include <postern/check/guarded_login.hpp>
#include <postern/dialect/proxy.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "command.hpp"
#include "input.hpp"
#include "printed_files.hpp"
#include "proxy_check.hpp"
#include "snippet_endpoints.hpp"
#include "snippet_policies.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace postern::cli {
namespace {

using http::listen_address;

struct options
{
    const dialect::proxy* proxy = nullptr;
    std::string file;
    std::string endpoint; // empty: the first of the dialect
    std::string resolver; // empty: as the configuration listens
    std::string output;   // a folder; empty: standard output
    std::string check;    // the proxy's own file; empty: a new one is printed
    std::string backend = "http";
    std::vector<std::string> protect;
    dialect::snippet_options printed{
        .upstream = "127.0.0.1:9000",
        .listen = {"127.0.0.1:8080"},
    };
};

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

dialect::backend_protocol named_backend(const std::string& name)
{
    using dialect::backend_protocol;
    constexpr std::pair<std::string_view, backend_protocol> names[] = {
        {"http", backend_protocol::http},
        {"fastcgi", backend_protocol::fastcgi},
        {"uwsgi", backend_protocol::uwsgi},
        {"grpc", backend_protocol::grpc},
    };
    for (const auto& [known, meaning] : names)
        if (known == name)
            return meaning;
    throw misused("--backend " + name + ": not one of http, fastcgi, uwsgi, grpc");
}

// The snippet's options: those of the command line, completed by the configuration.
dialect::snippet_options complete(const options& given, const config::configuration& configuration)
{
    dialect::snippet_options made = given.printed;
    const bool over_grpc = given.proxy->over_grpc;
    const check::endpoint_options& endpoint =
        over_grpc ? find_grpc_endpoint(configuration)
                  : find_endpoint(
                        configuration.endpoints, *given.proxy->endpoint_dialect, given.endpoint
                    );
    made.endpoint = endpoint.path;
    made.refuse_identity_headers = endpoint.rules.tripwire == resolve::tripwire::deny;
    made.resolver = given.resolver.empty() ? resolver_address(
                                                 over_grpc ? configuration.grpc.listener.listen
                                                           : configuration.resolver.listener.listen
                                             )
                                           : given.resolver;
    made.backend = named_backend(given.backend);
    made.deadline = configuration.resolver.deadline;
    made.identity_headers = resolve::header_names(configuration.identity);
    made.login = !configuration.login.url.empty();
    made.login_url = configuration.login.url;
    made.login_return_parameter = configuration.login.return_parameter;
    made.login_hosts = configuration.login.allowed_hosts;
    made.login_path = check::guarded_login_path(configuration.login, made.server_name);
    for (const std::string& each : given.protect)
        made.protected_paths.push_back(
            over_grpc
                ? read_policy_path(each, configuration)
                : read_protected(each, configuration.endpoints, *given.proxy->endpoint_dialect)
        );
    return made;
}

int print(const options& given, const context& in)
{
    const config::configuration configuration = load_configuration(given.file, in.io.in);
    if (!given.check.empty())
        return check_proxy(given.check, *given.proxy, configuration, in.io.out);
    const dialect::snippet_options made = complete(given, configuration);
    const dialect::snippet_text printed = given.proxy->print(made);
    // The proxy may have no syntax for what these options need.
    if (!printed.obstacle.empty())
        throw refused(printed.obstacle);
    put_out(printed.files, given.output, given.file, in.io.out);
    if (given.endpoint.empty() && !given.proxy->over_grpc)
        in.io.err << describe_unused(configuration.endpoints, *given.proxy->endpoint_dialect, made);
    return 0;
}

void add_addresses(CLI::App& command, const dialect::proxy& proxy, options& given)
{
    command
        .add_option(
            "--resolver", given.resolver,
            "Where " + std::string(proxy.name) +
                " reaches Postern (default: the first address of " +
                (proxy.over_grpc ? "grpc" : "resolver") + ".listen)"
        )
        ->type_name("ADDRESS");
    command
        .add_option(
            "--upstream", given.printed.upstream, "The application, host:port or unix:/path"
        )
        ->type_name("ADDRESS")
        ->capture_default_str();
}

// The options that not every proxy's snippet supports.
void add_features(CLI::App& command, const dialect::proxy& proxy, options& given)
{
    const dialect::snippet_features& has = proxy.features;
    if (has.listen)
        command
            .add_option(
                "--listen", given.printed.listen,
                "Where " + std::string(proxy.name) + " listens; may be repeated"
            )
            ->type_name("ADDRESS")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->capture_default_str();
    if (has.server_name)
        command
            .add_option(
                "--server-name", given.printed.server_name,
                "The host name of the application, where several share an address (default: every "
                "name)"
            )
            ->type_name("NAME");
    if (has.tls) {
        auto* certificate =
            command
                .add_option(
                    "--tls-cert", given.printed.tls_certificate,
                    "The certificate for clients, with its chain; then they may use HTTP/2"
                )
                ->type_name("FILE");
        command.add_option("--tls-key", given.printed.tls_key, "The key of --tls-cert")
            ->type_name("FILE")
            ->needs(certificate);
        certificate->needs("--tls-key");
    }
    if (has.backend)
        command.add_option("--backend", given.backend, "What the application speaks")
            ->type_name("http|fastcgi|uwsgi|grpc")
            ->capture_default_str();
    if (has.protected_paths)
        command
            .add_option(
                "--protect", given.protect,
                std::string("A path that asks ") +
                    (proxy.over_grpc ? "with another policy" : "another endpoint") +
                    ", with all below it; may be repeated"
            )
            ->type_name(proxy.over_grpc ? "PATH=POLICY" : "PATH=ENDPOINT")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (has.balancers)
        command
            .add_option(
                "--behind", given.printed.balancers,
                "The network of a balancer in front, which says the client's address and scheme; "
                "may be repeated"
            )
            ->type_name("NETWORK")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (has.parts)
        command.add_flag(
            "--parts", given.printed.parts,
            "Prints files to include in a server that exists already"
        );
}

void add_proxy(CLI::App& group, const dialect::proxy& proxy, action& chosen)
{
    const std::string name(proxy.name);
    auto given = std::make_shared<options>();
    given->proxy = &proxy;
    CLI::App* command = group.add_subcommand(
        name, "Prints a configuration of " + name + " that guards every identity header"
    );
    add_configuration_option(*command, given->file);
    if (!proxy.over_grpc) // there it is grpc.endpoint
        command
            ->add_option(
                "--endpoint", given->endpoint,
                "The endpoint to ask (default: the first of the dialect " +
                    std::string(proxy.endpoint_dialect->name) + ")"
            )
            ->type_name("PATH");
    add_addresses(*command, proxy, *given);
    add_features(*command, proxy, *given);
    command
        ->add_option(
            "--output", given->output,
            "The folder where the files are written; it is made if needed (default: standard "
            "output)"
        )
        ->type_name("FOLDER");
    if (proxy.check != nullptr)
        command
            ->add_option(
                "--check", given->check,
                "Prints nothing of its own: reads this existing configuration of " + name +
                    ", with the files it includes, and names what is wrong in it"
            )
            ->type_name("FILE");
    command->footer(std::string(proxy.help));
    perform_with(*command, given, chosen, print);
}

} // namespace

void add_snippet(CLI::App& parent, action& chosen)
{
    CLI::App* group = parent.add_subcommand("snippet", "Prints the configuration of a proxy");
    group->require_subcommand(1);
    for (const dialect::proxy* each : dialect::proxies())
        add_proxy(*group, *each, chosen);
}

} // namespace postern::cli
