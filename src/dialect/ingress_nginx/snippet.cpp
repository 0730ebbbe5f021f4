#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../kubernetes/service.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

#include <string>
#include <utility>

namespace postern::dialect {
namespace {

std::string find_in_login(const snippet_options& options)
{
    // nginx compares the decoded path, and the application gets it as it was sent: an open
    // /login would open /admin/..%2flogin.
    if (!options.login_path.empty())
        return "login.url is on a guarded host: this controller cannot open one path safely. Give "
               "the login page a host of its own, and name the application's with --server-name";
    if (!options.login_url.empty() && !is_plain(options.login_url, "-._~:/?=&%"))
        return "login.url: the controller takes only letters, digits and - . _ ~ : / ? = & %";
    if (!options.login_url.empty() && !is_plain(options.login_return_parameter, "-_"))
        return "login.return_parameter: the controller takes only letters, digits, - and _";
    return {};
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        (text += text.empty() ? "" : ",") += name;
    return text;
}

std::string removed(const snippet_options& options)
{
    std::string lines;
    for (const std::string& header : removed_headers(options.identity_headers))
        lines += "  " + header + ": \"\"\n";
    return lines;
}

std::string login(const snippet_options& options)
{
    return options.login_url.empty()
               ? ""
               : fill_in(
                     signin_part,
                     {{"<url>", options.login_url}, {"<parameter>", options.login_return_parameter}}
                 );
}

std::string ingress(const snippet_options& options)
{
    const kubernetes_service asked = *read_kubernetes_service(options.resolver);
    const kubernetes_service application = *read_kubernetes_service(options.upstream);
    const std::string& host = options.server_name;
    return fill_in(
        ingress_part, {{"<namespace>", application.name_space},
                       {"<resolver>", asked.host + ':' + asked.port},
                       {"<endpoint>", options.endpoint},
                       {"<identity>", joined(options.identity_headers)},
                       {"<login>", login(options)},
                       {"<host>", host.empty() ? "" : "host: \"" + host + "\"\n    "},
                       {"<service>", application.name},
                       {"<port>", application.port}}
    );
}

} // namespace

snippet_text print_ingress_nginx(const snippet_options& options)
{
    if (std::string obstacle = find_first(options, {find_kubernetes_obstacle, find_in_login});
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {
        {{"ingress.yaml", ingress(options)},
         {"removed.yaml", fill_in(removed_part, {{"<removed>", removed(options)}})},
         {"controller.yaml",
          fill_in(controller_part, {{"<patience>", std::to_string(patience(options).count())}})}},
        {}};
}

} // namespace postern::dialect
