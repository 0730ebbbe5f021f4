#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace postern::dialect {
namespace {

std::string find_in_time(const snippet_options& options)
{
    constexpr std::chrono::milliseconds longest{60000};
    return patience(options) > longest ? "resolver.deadline: APISIX waits at most 60s" : "";
}

// No letter of a path ends the pattern or the quoted text; a dot is any letter there.
std::string pattern(std::string path)
{
    replace_all(path, ".", "[.]");
    return path;
}

std::string strip(const std::vector<std::string>& headers)
{
    return fill_in(apisix_strip_lua, {{"<names>", lua_keys(removed_headers(headers), 14)}});
}

std::string routes(const snippet_options& options)
{
    const std::string& host = options.server_name;
    return fill_in(
        apisix_routes_part,
        {{"<strip>", strip(options.identity_headers)},
         {"<login>", options.login_path.empty() ? "" : std::string(apisix_login_part)},
         {"<pattern>", pattern(options.login_path)},
         {"<login>", options.login_path},
         {"<host>", host.empty() ? "" : "    host: \"" + host + "\"\n"},
         {"<resolver>", options.resolver},
         {"<endpoint>", options.endpoint},
         {"<patience>", std::to_string(patience(options).count())},
         {"<identity>", items(options.identity_headers, 10)},
         {"<application>", host_of(options.upstream)},
         {"<application_port>", port_of(options.upstream)}}
    );
}

} // namespace

snippet_text print_apisix(const snippet_options& options)
{
    if (std::string obstacle = find_first(
            options, {find_bad_network_server, find_bad_host_name, find_bad_path, find_bad_header,
                      find_in_time}
        );
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {
        {{"apisix.yaml", routes(options)}, {"config.yaml", std::string(apisix_config_part)}}, {}};
}

} // namespace postern::dialect
