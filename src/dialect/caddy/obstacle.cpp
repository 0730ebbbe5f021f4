#include "obstacle.hpp"

#include "../snippet_input.hpp"
#include "listen.hpp"

namespace postern::dialect {
namespace {

std::string find_in_addresses(const snippet_options& options)
{
    caddy_listening ignored;
    if (!read_caddy_listening(options.listen, ignored))
        return "--listen: use port, address:port or unix:/path; of several, each address needs "
               "each port";
    if (!options.server_name.empty() && !is_plain(options.server_name, "-.*"))
        return "--server-name: use one host name";
    return {};
}

std::string find_no_header(const snippet_options& options)
{
    return options.identity_headers.empty() ? "there is no identity header" : "";
}

} // namespace

std::string find_caddy_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_bad_server, find_in_addresses, find_bad_path, find_no_header,
                  find_bad_header, find_bad_file, find_bad_network}
    );
}

} // namespace postern::dialect
