#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "lua.hpp"
#include "obstacle.hpp"
#include "text.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

// `unix:/path` is `unix@/path` here.
std::string address(std::string text)
{
    if (is_unix_socket(text))
        text[4] = '@';
    else if (is_port(text))
        text.insert(0, ":");
    return text;
}

template <class Names>
std::string joined(const Names& names, std::string_view separator)
{
    std::string text;
    for (const std::string_view name : names)
        (text += text.empty() ? "" : separator) += name;
    return text;
}

// No letter of a path ends the pattern or the quoted text; a dot is any letter there.
std::string pattern(std::string path)
{
    replace_all(path, ".", "[.]");
    return path;
}

std::string setting(std::string_view name, std::string_view value)
{
    return fill_in(
        haproxy_setting_part, {{"%name%", std::string(name)}, {"%value%", std::string(value)}}
    );
}

// What postern.lua is told.
std::string settings(const snippet_options& options)
{
    std::string text = setting("RESOLVER", address(options.resolver)) +
                       setting("TIMEOUT", std::to_string(patience(options).count())) +
                       setting("IDENTITY", joined(options.identity_headers, ",")) +
                       setting("REMOVED", joined(misleading_headers, ","));
    if (!options.login_url.empty())
        text += setting("LOGIN", options.login_url) +
                setting("LOGIN_RETURN", options.login_return_parameter) +
                setting("LOGIN_HOSTS", joined(options.login_hosts, ","));
    return text;
}

std::string global(const snippet_options& options)
{
    return fill_in(
        haproxy_global_part,
        {{"%key%", has_haproxy_key_beside(options) ? std::string(haproxy_key_part) : ""},
         {"%settings%", settings(options)}}
    );
}

std::string binds(const snippet_options& options)
{
    const std::string tls =
        options.tls_certificate.empty()
            ? ""
            : " ssl crt " + options.tls_certificate + " alpn h2,http/1.1 ssl-min-ver TLSv1.2";
    std::string text;
    for (const std::string& each : options.listen)
        text += "    bind " + address(each) + tls + "\n";
    return text;
}

std::string host(const snippet_options& options)
{
    const std::string& name = options.server_name;
    if (name.empty())
        return {};
    const bool any = name.starts_with("*.");
    return fill_in(
        haproxy_host_part, {{"%host_match%", any ? "end -i " + name.substr(1) : "str -i " + name}}
    );
}

std::string balancer(const snippet_options& options)
{
    if (options.balancers.empty())
        return {};
    return fill_in(haproxy_balancer_part, {{"%balancers%", joined(options.balancers, " ")}});
}

std::string login(const snippet_options& options)
{
    const std::string& path = options.login_path;
    return path.empty() ? "" : fill_in(haproxy_login_part, {{"%login%", pattern(path)}});
}

std::string checks(const snippet_options& options)
{
    std::string text;
    for (const protected_path& each : longest_first(options.protected_paths))
        text += fill_in(
            haproxy_protect_part, {{"%endpoint%", each.endpoint}, {"%path%", pattern(each.path)}}
        );
    const bool always = text.empty() && options.login_path.empty();
    return text + fill_in(
                      haproxy_check_part,
                      {{"%endpoint%", options.endpoint},
                       {"%unless%", always ? "" : " unless { var(txn.postern) -m found }"}}
                  );
}

std::string site(const snippet_options& options)
{
    return fill_in(
        haproxy_frontend_part,
        {{"%binds%", binds(options)},
         {"%host%", host(options)},
         {"%balancer%", balancer(options)},
         {"%paths%", std::string(options.protected_paths.empty() ? "" : haproxy_ambiguous_part)},
         {"%login%", login(options)},
         {"%checks%", checks(options)},
         {"%upstream%", address(options.upstream)}}
    );
}

} // namespace

snippet_text print_haproxy(const snippet_options& options)
{
    if (std::string obstacle = find_haproxy_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    return {
        {{"haproxy.cfg", global(options) + site(options)},
         {"postern.lua", std::string(haproxy_lua)}},
        {}};
}

} // namespace postern::dialect
