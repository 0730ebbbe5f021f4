#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../kubernetes/service.hpp"
#include "../kubernetes/text.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

#include <string>
#include <utility>

namespace postern::dialect {
namespace {

// Postern's own sidecar would ask Postern about each check.
std::string find_in_namespaces(const snippet_options& options)
{
    const auto asked = read_kubernetes_service(options.resolver);
    const auto application = read_kubernetes_service(options.upstream);
    return asked && application && asked->name_space == application->name_space
               ? "--resolver: the text guards the whole namespace of --upstream, so Postern needs "
                 "another one"
               : "";
}

std::string removed(const std::vector<std::string>& headers)
{
    std::string lines;
    for (const std::string& header : headers)
        lines += "              - remove_on_match: {key_matcher: {safe_regex: {regex: \"" +
                 every_spelling(header) + "\"}}}\n";
    return lines;
}

std::string mesh(const snippet_options& options)
{
    const kubernetes_service asked = *read_kubernetes_service(options.resolver);
    return fill_in(
        mesh_part,
        {{"<service>", asked.host},
         {"<port>", asked.port},
         {"<endpoint>", options.endpoint},
         {"<patience>", seconds(patience(options))},
         {"<asked>", lower_case_items({std::begin(asked_headers), std::end(asked_headers)}, 6)},
         {"<identity>", lower_case_items(options.identity_headers, 6)}}
    );
}

std::string policy(const snippet_options& options)
{
    const kubernetes_service application = *read_kubernetes_service(options.upstream);
    return fill_in(
        policy_part,
        {{"<namespace>", application.name_space},
         {"<rule>", std::string(options.login_path.empty() ? every_request : all_but_login)},
         {"<login>", options.login_path},
         {"<removed>", removed(removed_headers(options.identity_headers))}}
    );
}

} // namespace

snippet_text print_istio(const snippet_options& options)
{
    if (std::string obstacle = find_first(options, {find_kubernetes_obstacle, find_in_namespaces});
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {{{"mesh.yaml", mesh(options)}, {"workloads.yaml", policy(options)}}, {}};
}

} // namespace postern::dialect
