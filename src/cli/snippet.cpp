// `postern snippet`: what to write into the proxy, for this configuration.
#include <postern/resolve/identity_headers.hpp>

#include "command.hpp"
#include "input.hpp"
#include "nginx.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace postern::cli {
namespace {

using http::listen_address;

struct options
{
    std::string file;
    std::string endpoint; // empty: the first of dialect nginx
    std::string resolver; // empty: as the configuration listens
    std::string upstream = "127.0.0.1:9000";
    std::string listen = "127.0.0.1:8080";
    std::string server_name;
};

const check::endpoint_options&
find_endpoint(const std::vector<check::endpoint_options>& endpoints, const std::string& path)
{
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const auto& e) {
        return e.dialect->name == "nginx" && (path.empty() || e.path == path);
    });
    if (found == endpoints.end())
        throw refused(
            "no endpoint of the dialect nginx" + (path.empty() ? "" : " has the path " + path)
        );
    return *found;
}

// Where nginx on this machine reaches a listener; empty if the address does not say.
std::string reachable(const listen_address& at)
{
    if (at.type == listen_address::kind::unix_socket)
        return "unix:" + std::filesystem::absolute(at.path).lexically_normal().string();
    if (at.type == listen_address::kind::systemd || at.port == 0)
        return {};
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

int print_nginx(const options& given, const context& in)
{
    const config::configuration configuration = load_configuration(given.file, in.io.in);
    const auto& endpoint = find_endpoint(configuration.endpoints, given.endpoint);
    const nginx_site site{
        endpoint.path,
        given.resolver.empty() ? resolver_address(configuration.resolver.listener.listen)
                               : given.resolver,
        given.upstream,
        given.listen,
        given.server_name,
        configuration.resolver.deadline,
        resolve::header_names(configuration.identity),
        !configuration.login.url.empty(),
    };
    if (const std::string obstacle = nginx_obstacle(site); !obstacle.empty())
        throw refused(obstacle);
    in.io.out << nginx_text(site);
    return 0;
}

} // namespace

void add_snippet(CLI::App& parent, action& chosen)
{
    CLI::App* group = parent.add_subcommand("snippet", "Prints the configuration of a proxy");
    group->require_subcommand(1);
    auto given = std::make_shared<options>();
    CLI::App* command = group->add_subcommand(
        "nginx", "Prints an nginx configuration that guards every identity header of this one"
    );
    add_configuration_option(*command, given->file);
    command
        ->add_option(
            "--endpoint", given->endpoint,
            "The endpoint to ask (default: the first of dialect nginx)"
        )
        ->type_name("PATH");
    command
        ->add_option(
            "--resolver", given->resolver,
            "Where nginx reaches Postern (default: the first address of resolver.listen)"
        )
        ->type_name("ADDRESS");
    command->add_option("--upstream", given->upstream, "The application, host:port or unix:/path")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command->add_option("--listen", given->listen, "Where nginx listens")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command
        ->add_option(
            "--server-name", given->server_name,
            "The host name of the application, where several share an address (default: every name)"
        )
        ->type_name("NAME");
    command->footer(
        "The text is for `include` inside http { }; its comments name the traps. Several, "
        "each for a --listen or --server-name of its own, go together.\n\n"
        "Examples:\n"
        "  postern snippet nginx -c postern.yaml > /etc/nginx/conf.d/app.conf\n"
        "  postern snippet nginx -c postern.yaml --endpoint /authz/orders \\\n"
        "      --upstream unix:/run/app.sock --listen 80"
    );
    perform_with(*command, given, chosen, print_nginx);
}

} // namespace postern::cli
