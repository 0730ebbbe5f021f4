#include "snippet.hpp"

#include <postern/codec/ascii.hpp>

#include "../fill_in.hpp"
#include "../snippet_values.hpp"
#include "address.hpp"
#include "obstacle.hpp"
#include "text.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace postern::dialect {
namespace {

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), codec::to_lower);
    return text;
}

std::string removed_lines(const std::vector<std::string>& headers)
{
    std::string lines;
    for (const std::string& header : headers)
        lines += "              - remove_on_match: {key_matcher: {safe_regex: {regex: \"" +
                 every_spelling(header) + "\"}}}\n";
    return lines;
}

std::string identity_lines(const std::vector<std::string>& headers)
{
    std::string lines;
    for (const std::string& header : headers)
        lines += "                    - exact: " + lower(header) + '\n';
    return lines;
}

std::string more_listen(const std::vector<std::string>& listen)
{
    std::string lines;
    for (std::size_t i = 1; i < listen.size(); ++i)
        lines += (i == 1 ? "    additional_addresses:\n" : "") + std::string("    - address: ") +
                 read_envoy_listen(listen[i])->text() + '\n';
    return lines;
}

// A path and everything below it.
std::string match(const std::string& path)
{
    return "path_separated_prefix: \"" + path + '"';
}

// The same in whatever case: many applications do not distinguish /Admin from /admin.
std::string match_any_case(std::string path)
{
    replace_all(path, ".", "[.]");
    return "safe_regex: {regex: \"(?i)" + path + "(/.*)?\"}";
}

std::string target_line(const envoy_check& check, const std::string& endpoint)
{
    return std::string(check.target) + ": \"" + endpoint + '"';
}

std::string protected_lines(const protected_path& path, const envoy_check& check)
{
    const std::string settings = fill_in(
        check.route, {{"<target>", target_line(check, path.endpoint)}, {"<policy>", path.policy}}
    );
    return fill_in(
        protected_route, {{"<match>", match_any_case(path.path)}, {"<settings>", settings}}
    );
}

// Envoy takes the first route that matches, so longer paths come first.
std::string route_lines(const snippet_options& options, const envoy_check& check)
{
    std::vector<protected_path> paths = options.protected_paths;
    if (!options.login_path.empty())
        paths.push_back({options.login_path, "", ""});
    std::string lines(paths.empty() ? "" : odd_path_route);
    for (const protected_path& each : longest_first(paths))
        lines += each.endpoint.empty() ? fill_in(open_route, {{"<match>", match(each.path)}})
                                       : protected_lines(each, check);
    return lines;
}

// With balancers only their connections have a filter chain; Envoy closes others.
std::string chain(const std::vector<std::string>& balancers)
{
    std::string networks;
    for (const std::string& each : balancers)
        networks += (networks.empty() ? "" : ", ") + envoy_network(each);
    if (networks.empty())
        return "    - ";
    return "    # Only the balancer is let in: it says the client's address and scheme.\n"
           "    - filter_chain_match: {direct_source_prefix_ranges: [" +
           networks + "]}\n      ";
}

// What each client says of itself, or what the last balancer says of it.
placeholders source_values(const snippet_options& options)
{
    const bool behind = !options.balancers.empty();
    return {
        {"<chain>", chain(options.balancers)},
        {"<source>", behind ? "that the balancer says" : "of its connection, whatever it says"},
        {"<hops>", behind ? "1" : "0"},
        {"<proxies>", behind ? "original|envoy" : "forwarded|original|envoy"},
        {"<removed>", removed_lines(options.identity_headers) +
                          (behind ? std::string(envoy_balancer_part) : std::string())},
    };
}

struct envoy_cluster
{
    std::string_view name;
    std::string_view connect; // seconds
    std::string_view protocol;
};

std::string cluster_lines(const envoy_cluster& cluster, const std::string& server)
{
    const envoy_address address = *read_envoy_server(server);
    return fill_in(
        cluster_part, {{"<name>", std::string(cluster.name)},
                       {"<discovery>", address.is_name ? "STRICT_DNS" : "STATIC"},
                       {"<connect>", std::string(cluster.connect)},
                       {"<protocol>", std::string(cluster.protocol)},
                       {"<address>", address.text()}}
    );
}

// Without a balancer the connection alone says the scheme.
std::string scheme_line(const snippet_options& options, const envoy_check& check)
{
    if (!options.balancers.empty())
        return {};
    const bool encrypted = !options.tls_certificate.empty();
    return fill_in(check.scheme, {{"<scheme name>", encrypted ? "https" : "http"}});
}

placeholders check_values(const snippet_options& options, const envoy_check& check)
{
    const auto text = [](std::string_view value) { return std::string(value); };
    return {
        {"<version>", text(check.version)},
        {"<postern>", text(check.listen)},
        {"<page>", text(check.page)},
        {"<meaning>", text(check.meaning)},
        {"<question>", text(check.question)},
        {"<proof>", text(check.proof)},
        {"<scheme>", scheme_line(options, check)},
    };
}

std::string listener(const snippet_options& options, const envoy_check& check)
{
    std::string text(listener_part);
    text += envoy_check_part;
    text += envoy_wall_part;
    text += routes_part;
    if (!options.tls_certificate.empty())
        text += tls_part;
    text = fill_in(fill_in(text, source_values(options)), check_values(options, check));
    return fill_in(
        text, {{"<listen>", read_envoy_listen(options.listen.front())->text()},
               {"<more_listen>", more_listen(options.listen)},
               {"<identity>", identity_lines(options.identity_headers)},
               {"<original>", std::string(check.original)},
               {"<routes>", route_lines(options, check)},
               {"<target>", target_line(check, options.endpoint)},
               {"<patience>", seconds(patience(options))},
               {"<domain>", options.server_name.empty() ? "*" : options.server_name},
               {"<certificate>", options.tls_certificate},
               {"<key>", options.tls_key}}
    );
}

} // namespace

snippet_text print_envoy(const snippet_options& options, const envoy_check& check)
{
    if (std::string obstacle = find_envoy_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    std::string text = listener(options, check);
    text += clusters_part;
    text += cluster_lines({"postern", "0.200", check.protocol}, options.resolver);
    text += cluster_lines({"application", "5.000", "http_protocol_options: {}"}, options.upstream);
    return {{{"envoy.yaml", std::move(text)}}, {}};
}

} // namespace postern::dialect
