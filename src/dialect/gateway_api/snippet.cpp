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

// The limits of lists in the Gateway API's own definition.
constexpr std::size_t most_copied = 64;
constexpr std::size_t most_removed = 16;

std::string find_in_headers(const snippet_options& options)
{
    if (options.identity_headers.size() > most_copied)
        return "identity headers: the filter copies at most 64";
    if (!options.login_path.empty() &&
        removed_headers(options.identity_headers).size() > most_removed)
        return "identity headers: a rule for the open login page removes at most 16 headers, three "
               "others among them; give the login page a host of its own";
    return {};
}

std::string guarded(const snippet_options& options)
{
    const kubernetes_service asked = *read_kubernetes_service(options.resolver);
    return fill_in(
        guarded_rule,
        {{"<service>", asked.name},
         {"<postern>", asked.name_space},
         {"<port>", asked.port},
         {"<endpoint>", options.endpoint},
         {"<asked>", lower_case_items({std::begin(asked_headers), std::end(asked_headers)}, 10)},
         {"<misleading>", lower_case_items(removed_headers({}), 8)},
         {"<identity>", lower_case_items(options.identity_headers, 10)}}
    );
}

std::string open(const snippet_options& options)
{
    return options.login_path.empty()
               ? ""
               : fill_in(
                     login_rule, {{"<login>", options.login_path},
                                  {"<identity>",
                                   lower_case_items(removed_headers(options.identity_headers), 8)}}
                 );
}

} // namespace

snippet_text print_gateway_api(const snippet_options& options)
{
    if (std::string obstacle = find_first(options, {find_kubernetes_obstacle, find_in_headers});
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    const kubernetes_service application = *read_kubernetes_service(options.upstream);
    std::string text = fill_in(
        std::string(route_head) + open(options) + guarded(options),
        {{"<namespace>", application.name_space},
         {"<hosts>", hostnames_line(options)},
         {"<application>", application.name},
         {"<application_port>", application.port}}
    );
    text += reference_grant("gateway.networking.k8s.io", "HTTPRoute", options);
    return {{{"route.yaml", std::move(text)}}, {}};
}

} // namespace postern::dialect
