#include "service.hpp"

#include <postern/codec/ascii.hpp>

#include "../fill_in.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

#include <algorithm>
#include <vector>

namespace postern::dialect {
namespace {

// A label of the names of Services and namespaces (RFC 1035 §2.3.1).
bool is_label(std::string_view text)
{
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || codec::is_digit(c) || c == '-';
           });
}

std::vector<std::string_view> labels(std::string_view host)
{
    std::vector<std::string_view> found;
    for (std::size_t dot = host.find('.'); dot != host.npos; dot = host.find('.')) {
        found.push_back(host.substr(0, dot));
        host.remove_prefix(dot + 1);
    }
    found.push_back(host);
    return found;
}

std::string find_in_services(const snippet_options& options)
{
    if (!read_kubernetes_service(options.resolver))
        return "--resolver: name Postern's Service with its namespace, such as "
               "postern.auth.svc.cluster.local:9080";
    if (!read_kubernetes_service(options.upstream))
        return "--upstream: name the application's Service with its namespace, such as "
               "app.default.svc.cluster.local:80";
    return {};
}

} // namespace

std::optional<kubernetes_service> read_kubernetes_service(std::string_view text)
{
    if (!is_host_and_port(text))
        return {};
    const std::size_t colon = text.rfind(':');
    std::string host(text.substr(0, colon));
    const std::vector<std::string_view> parts = labels(text.substr(0, colon));
    if (parts.size() < 2 || !std::ranges::all_of(parts, is_label) ||
        (parts.size() > 2 && parts[2] != "svc"))
        return {};
    if (parts.size() == 2)
        host += ".svc";
    if (parts.size() <= 3)
        host += ".cluster.local";
    return kubernetes_service{
        std::string(parts[0]), std::string(parts[1]), host, std::string(text.substr(colon + 1))};
}

std::string find_kubernetes_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_in_services, find_bad_host_name, find_bad_path, find_bad_header}
    );
}

std::string kubernetes_patience(const snippet_options& options)
{
    const auto time = patience(options).count();
    return (time < 1000 ? "" : std::to_string(time / 1000) + 's') + std::to_string(time % 1000) +
           "ms";
}

std::string hostnames_line(const snippet_options& options)
{
    return options.server_name.empty() ? "" : "  hostnames: [\"" + options.server_name + "\"]\n";
}

std::string
reference_grant(std::string_view group, std::string_view kind, const snippet_options& options)
{
    const kubernetes_service asked = *read_kubernetes_service(options.resolver);
    const kubernetes_service asking = *read_kubernetes_service(options.upstream);
    if (asked.name_space == asking.name_space)
        return {};
    return fill_in(
        reference_grant_part, {{"<group>", std::string(group)},
                               {"<kind>", std::string(kind)},
                               {"<from>", asking.name_space},
                               {"<to>", asked.name_space},
                               {"<service>", asked.name}}
    );
}

} // namespace postern::dialect
