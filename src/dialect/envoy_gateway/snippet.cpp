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

// The limit of a list in Envoy Gateway's own definition.
constexpr std::size_t most_removed = 64;

std::string find_in_headers(const snippet_options& options)
{
    return removed_headers(options.identity_headers).size() > most_removed
               ? "identity headers: Envoy Gateway removes at most 64 headers, three others among "
                 "them"
               : "";
}

std::string removed(const std::vector<std::string>& headers)
{
    std::string lines;
    for (const std::string& header : headers)
        lines += "      - {type: RegularExpression, value: \"" + every_spelling(header) + "\"}\n";
    return lines;
}

std::string printed(const snippet_options& options)
{
    const kubernetes_service asked = *read_kubernetes_service(options.resolver);
    const kubernetes_service application = *read_kubernetes_service(options.upstream);
    return fill_in(
        std::string(gateway_head) + (options.login_path.empty() ? "" : std::string(login_route)),
        {{"<namespace>", application.name_space},
         {"<hosts>", hostnames_line(options)},
         {"<removed>", removed(removed_headers(options.identity_headers))},
         {"<patience>", kubernetes_patience(options)},
         {"<asked>", lower_case_items({std::begin(asked_headers), std::end(asked_headers)}, 4)},
         {"<endpoint>", options.endpoint},
         {"<service>", asked.name},
         {"<postern>", asked.name_space},
         {"<port>", asked.port},
         {"<identity>", lower_case_items(options.identity_headers, 6)},
         {"<login>", options.login_path},
         {"<application>", application.name},
         {"<application_port>", application.port}}
    );
}

} // namespace

snippet_text print_envoy_gateway(const snippet_options& options)
{
    if (std::string obstacle = find_first(options, {find_kubernetes_obstacle, find_in_headers});
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {
        {{"postern-eg.yaml",
          printed(options) + reference_grant("gateway.envoyproxy.io", "SecurityPolicy", options)}},
        {}};
}

} // namespace postern::dialect
