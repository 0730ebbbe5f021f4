#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_values.hpp"
#include "obstacle.hpp"
#include "text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

// A path with a router of its own.
struct route
{
    std::string path;
    std::size_t rank; // among routers of one path
};

std::string listen_address(const std::string& listen)
{
    return listen.find(':') == listen.npos ? ':' + listen : listen;
}

std::string entry_point_names(const snippet_options& options)
{
    std::string names = "web";
    for (std::size_t i = 2; i <= options.listen.size(); ++i)
        names += ", web-" + std::to_string(i);
    return names;
}

std::string entry_points(const snippet_options& options)
{
    const bool several = options.listen.size() > 1;
    std::string text = fill_in(
        traefik_head, {{"%entry_point_anchor%", several ? " &web" : ""},
                       {"%listen%", listen_address(options.listen.front())}}
    );
    if (!options.tls_certificate.empty())
        text += traefik_entry_point_tls;
    text += options.balancers.empty() ? traefik_no_balancer : traefik_balancer;
    for (const std::string& network : options.balancers)
        text += "        - '" + network + "'\n";
    for (std::size_t i = 1; i < options.listen.size(); ++i)
        text += fill_in(
            traefik_another_entry_point,
            {{"%number%", std::to_string(i + 1)}, {"%listen%", listen_address(options.listen[i])}}
        );
    return text;
}

std::string host_rule(const std::string& server_name)
{
    return server_name.empty() ? "" : "Host(`" + server_name + "`) && ";
}

// An open path and everything below it.
std::string open_rule(const std::string& server_name, const std::string& path)
{
    return host_rule(server_name) + "(Path(`" + path + "`) || PathPrefix(`" + path + "/`))";
}

// A protected path and everything below it, in whatever case: many applications do not distinguish
// /Admin from /admin.
std::string protected_rule(const std::string& server_name, const std::string& path)
{
    std::string pattern = path;
    replace_all(pattern, ".", "[.]");
    return host_rule(server_name) + "PathRegexp(`(?i)^" + pattern + "(?:/|$)`)";
}

std::string application_rule(const std::string& server_name)
{
    return server_name.empty() ? "PathPrefix(`/`)" : "Host(`" + server_name + "`)";
}

// The router of the longer path comes first. Without a priority Traefik compares the lengths of the
// rules, which are below 1000 for the application's own.
std::string priority_line(const route& to)
{
    return "      priority: " + std::to_string(1000 + 4 * to.path.size() + to.rank) + "\n";
}

std::string check_name(std::size_t number)
{
    return number == 0 ? "postern" : "postern-" + std::to_string(number + 1);
}

std::string routers(const snippet_options& options)
{
    std::string text(traefik_routers);
    text += fill_in(
        traefik_guarded_routers, {{"%name%", "application"},
                                  {"%rule%", application_rule(options.server_name)},
                                  {"%priority%", ""},
                                  {"%websocket_priority%", ""},
                                  {"%check%", check_name(0)}}
    );
    for (std::size_t i = 0; i < options.protected_paths.size(); ++i) {
        const std::string& path = options.protected_paths[i].path;
        text += fill_in(
            traefik_guarded_routers, {{"%name%", "path-" + std::to_string(i + 1)},
                                      {"%rule%", protected_rule(options.server_name, path)},
                                      {"%priority%", priority_line({path, 1})},
                                      {"%websocket_priority%", priority_line({path, 2})},
                                      {"%check%", check_name(i + 1)}}
        );
    }
    if (!options.login_path.empty())
        text += fill_in(
            traefik_login_router, {{"%rule%", open_rule(options.server_name, options.login_path)},
                                   {"%priority%", priority_line({options.login_path, 0})}}
        );
    if (!options.protected_paths.empty())
        text += traefik_odd_path_router;
    text += traefik_trace_router;
    replace_all(text, "%host%", host_rule(options.server_name));
    replace_all(text, "%odd_path%", std::string(traefik_odd_path));
    replace_all(text, "%entry_points%", entry_point_names(options));
    // The check believes X-Forwarded-* then, so it must not depend on the entry point.
    replace_all(text, "%strip%", options.balancers.empty() ? "" : "        - postern-strip@file\n");
    return text;
}

// Every name that folds to one of the headers: a server of the CGI family reads them alike.
std::string pattern(const std::vector<std::string>& headers)
{
    std::string lines;
    for (const std::string& header : headers) {
        std::string any = header;
        replace_all(any, "-", "[^a-z0-9]");
        lines += (lines.empty() ? "" : "|\\\n") + std::string(10, ' ') + any;
    }
    return lines;
}

std::string middlewares(const snippet_options& options)
{
    std::string removed;
    std::string copied;
    for (const std::string& header : options.identity_headers) {
        removed += "          '" + header + "': ''\n";
        copied += "          - '" + header + "'\n";
    }
    const bool balanced = !options.balancers.empty();
    std::string text(traefik_middlewares);
    text += removed + std::string(traefik_strip_misleading);
    for (const std::string_view header : misleading_headers)
        text += "          " + std::string(header) + ": ''\n";
    if (balanced)
        text += traefik_strip_original;
    if (!options.protected_paths.empty())
        text += traefik_refuse;
    text += fill_in(
        traefik_check,
        {{"%check_anchor%", options.protected_paths.empty() ? "" : " &postern"},
         {"%endpoint%", options.endpoint},
         {"%trust%", std::string(balanced ? traefik_trust_balancer : traefik_trust_nobody)},
         {"%copied%", copied},
         {"%pattern%", pattern(options.identity_headers)}}
    );
    for (std::size_t i = 0; i < options.protected_paths.size(); ++i)
        text += fill_in(
            traefik_another_check,
            {{"%check%", check_name(i + 1)}, {"%endpoint%", options.protected_paths[i].endpoint}}
        );
    replace_all(text, "%resolver%", options.resolver);
    return text;
}

} // namespace

snippet_text print_traefik(const snippet_options& options)
{
    if (std::string obstacle = find_traefik_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    std::string text = entry_points(options) + routers(options) + middlewares(options);
    text += fill_in(traefik_services, {{"%upstream%", options.upstream}});
    if (!options.tls_certificate.empty())
        text += fill_in(
            traefik_tls, {{"%certificate%", options.tls_certificate}, {"%key%", options.tls_key}}
        );
    return {{{"traefik.yml", std::move(text)}}, {}};
}

} // namespace postern::dialect
