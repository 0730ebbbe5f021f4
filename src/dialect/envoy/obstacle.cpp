#include "obstacle.hpp"

#include "../snippet_input.hpp"
#include "address.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

bool is_domain(std::string_view name)
{
    const std::string_view rest = name.starts_with("*.") ? name.substr(2) : name;
    return is_plain(rest, "-._");
}

std::string find_in_addresses(const snippet_options& options)
{
    if (!std::ranges::all_of(options.listen, [](const auto& each) {
            return read_envoy_listen(each).has_value();
        }))
        return "--listen: use port, address:port or unix:/path; Envoy listens on no name";
    if (!options.server_name.empty() && !is_domain(options.server_name))
        return "--server-name: use one host name";
    return {};
}

std::string find_in_balancers(const snippet_options& options)
{
    const auto is_socket = [](const std::string& each) { return each.starts_with("unix:"); };
    if (!options.balancers.empty() && std::ranges::any_of(options.listen, is_socket))
        return "--behind: what comes over a unix socket is of no network";
    return {};
}

std::string find_bad_policy(const snippet_options& options)
{
    for (const protected_path& each : options.protected_paths)
        if (!each.policy.empty() && !is_plain(each.policy, "-._"))
            return "--protect " + each.path +
                   ": use a policy whose name has letters, digits and - . _ only";
    return {};
}

} // namespace

std::string find_envoy_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_bad_server, find_in_addresses, find_bad_network, find_in_balancers,
                  find_bad_path, find_bad_policy, find_bad_header, find_bad_file}
    );
}

} // namespace postern::dialect
