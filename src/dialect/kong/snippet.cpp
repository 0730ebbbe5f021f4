#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

#include <string>
#include <utility>

namespace postern::dialect {
namespace {

std::string glue(const snippet_options& options)
{
    return fill_in(
        kong_lua, {{"<names>", lua_keys(options.identity_headers, 10)},
                   {"<misleading>", lua_keys(removed_headers({}), 10)},
                   {"<login>", options.login_path.empty() ? "" : std::string(kong_login_lua)},
                   {"<login>", options.login_path},
                   {"<resolver>", options.resolver},
                   {"<endpoint>", options.endpoint},
                   {"<patience>", std::to_string(patience(options).count())}}
    );
}

std::string printed(const snippet_options& options)
{
    const std::string& host = options.server_name;
    return fill_in(
        kong_part, {{"<application>", host_of(options.upstream)},
                    {"<application_port>", port_of(options.upstream)},
                    {"<host>", host.empty() ? "" : "    hosts: [\"" + host + "\"]\n"},
                    {"<lua>", glue(options)}}
    );
}

} // namespace

snippet_text print_kong(const snippet_options& options)
{
    if (std::string obstacle = find_first(
            options, {find_bad_network_server, find_bad_host_name, find_bad_path, find_bad_header}
        );
        !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {{{"kong.yml", printed(options)}}, {}};
}

} // namespace postern::dialect
