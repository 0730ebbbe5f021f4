#include "obstacle.hpp"

#include "../snippet_input.hpp"

#include <algorithm>
#include <string_view>

namespace postern::dialect {
namespace {

// A port alone, or with nothing before it, is every address.
bool is_listen(std::string_view text)
{
    return is_port(text) || (text.starts_with(':') && is_port(text.substr(1))) ||
           is_host_and_port(text);
}

std::string find_in_servers(const snippet_options& options)
{
    for (const std::string_view address : {options.resolver, options.upstream})
        if (address.starts_with("unix:"))
            return std::string(address) + ": Traefik reaches no unix sockets; use host:port";
    if (!is_host_and_port(options.resolver))
        return "the resolver's address: use host:port";
    if (!is_host_and_port(options.upstream))
        return "--upstream: use host:port, without http://";
    return {};
}

std::string find_in_places(const snippet_options& options)
{
    if (!std::ranges::all_of(options.listen, is_listen))
        return "--listen: use port, :port or address:port";
    if (!options.server_name.empty() && !is_plain(options.server_name, "-._"))
        return "--server-name: use one host name";
    return {};
}

} // namespace

std::string find_traefik_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_in_servers, find_in_places, find_doubled_listen, find_bad_network,
                  find_bad_path, find_bad_file, find_bad_header}
    );
}

} // namespace postern::dialect
