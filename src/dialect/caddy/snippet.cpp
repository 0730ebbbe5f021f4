#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_values.hpp"
#include "listen.hpp"
#include "obstacle.hpp"
#include "text.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view separator)
{
    std::string text;
    for (const std::string& word : words)
        (text += text.empty() ? "" : separator) += word;
    return text;
}

// An address with a host would answer every other Host with 200 and nothing.
std::string sites(const snippet_options& options)
{
    caddy_listening listening;
    read_caddy_listening(options.listen, listening);
    const std::string site =
        (options.tls_certificate.empty() ? "http://" : "https://") + options.server_name;
    std::vector<std::string> all;
    for (const std::string& port : listening.ports)
        all.push_back(site + ':' + port);
    return all.empty() ? site : joined(all, ", ");
}

std::string bind_line(const snippet_options& options)
{
    caddy_listening listening;
    read_caddy_listening(options.listen, listening);
    const bool everywhere = listening.addresses.empty();
    return everywhere ? "" : "\tbind " + joined(listening.addresses, " ") + '\n';
}

std::string tls_line(const snippet_options& options)
{
    const bool plain = options.tls_certificate.empty();
    return plain ? "" : "\ttls " + options.tls_certificate + ' ' + options.tls_key + '\n';
}

// As Go writes a header's name: Caddy's placeholders know no other spelling.
std::string canonical(std::string name)
{
    bool first = true;
    for (char& c : name) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool upper = c >= 'A' && c <= 'Z';
        if (first ? lower : upper)
            c = static_cast<char>(c ^ 0x20);
        first = c == '-';
    }
    return name;
}

template <class Names>
std::string lines(const Names& names, std::string_view before)
{
    std::string text;
    for (const std::string_view name : names)
        (((text += before) += name) += '\n');
    return text;
}

std::string delete_lines(const std::vector<std::string>& headers)
{
    std::string text;
    for (std::size_t i = 0; i != headers.size(); ++i)
        text += fill_in(
            caddy_delete_part,
            {
                {"%number%", std::to_string(i + 1)},
                {"%canonical%", canonical(headers[i])},
                {"%header%", headers[i]},
            }
        );
    return text;
}

// No escape, semicolon or name that begins with a dot: such a path could mean another one to the
// application.
std::string login_pattern(std::string_view path)
{
    std::string pattern = "^";
    for (const char c : path)
        (pattern += c == '.' ? "\\" : "") += c;
    return pattern + R"((/[\w~@+-][\w.~@+-]*)*/?([?].*)?$)";
}

bool asks_several(const snippet_options& options)
{
    return !options.protected_paths.empty();
}

std::string paths(const protected_path& each)
{
    return each.path + ' ' + each.path + "/*";
}

std::string unless_login(const snippet_options& options)
{
    return options.login_path.empty() ? ""
                                      : "\t\tnot vars_regexp {http.vars.postern_uri} " +
                                            login_pattern(options.login_path) + '\n';
}

std::string
check(const snippet_options& options, std::string_view matcher, const std::string& endpoint)
{
    return fill_in(
        caddy_check_part,
        {
            {"%guarded%", matcher.empty() ? "" : ' ' + std::string(matcher)},
            {"%resolver%", caddy_upstream(options.resolver)},
            {"%endpoint%", endpoint},
            {"%copies%", lines(options.identity_headers, "\t\t\t")},
            {"%patience%", std::to_string(patience(options).count())},
        }
    );
}

// A path with an endpoint of its own is asked there; a longer one stands before the shorter one.
std::string protected_checks(const snippet_options& options)
{
    const std::vector<protected_path> all = longest_first(options.protected_paths);
    std::string text;
    std::string others = unless_login(options);
    for (std::size_t i = 0; i != all.size(); ++i) {
        const std::string matcher = "@postern_path_" + std::to_string(i + 1);
        text += "\n\t" + matcher + " {\n\t\tpath " + paths(all[i]) + '\n' + others + "\t}\n";
        text += check(options, matcher, all[i].endpoint);
        others += "\t\tnot path " + paths(all[i]) + '\n';
    }
    return text + "\n\t@postern_guarded {\n" + others + "\t}\n";
}

std::string checks(const snippet_options& options)
{
    std::string text;
    if (asks_several(options))
        text = std::string(caddy_ambiguous_part) + protected_checks(options);
    else if (!options.login_path.empty())
        text = "\t@postern_guarded not vars_regexp {http.vars.postern_uri} " +
               login_pattern(options.login_path) + '\n';
    return text + check(options, text.empty() ? "" : "@postern_guarded", options.endpoint);
}

// What the application is told as Postern is.
std::string told_lines(const snippet_options& options)
{
    return options.balancers.empty()
               ? ""
               : " {\n\t\theader_up X-Forwarded-For {http.vars.postern_client}\n"
                 "\t\theader_up X-Forwarded-Proto {http.vars.postern_scheme}\n\t}";
}

std::string application(const snippet_options& options)
{
    const std::string upstream = caddy_upstream(options.upstream);
    std::string text = fill_in(
        caddy_application_part,
        {
            {"%upstream%", upstream},
            {"%told%", told_lines(options)},
            {"%unless_login%", unless_login(options)},
        }
    );
    if (!options.login_path.empty())
        text += "\treverse_proxy @postern_login " + upstream + told_lines(options) + '\n';
    return text;
}

} // namespace

snippet_text print_caddy(const snippet_options& options)
{
    if (std::string obstacle = find_caddy_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    std::string text = fill_in(
        caddy_head_part,
        {
            {"%sites%", sites(options)},
            {"%bind%", bind_line(options)},
            {"%tls%", tls_line(options)},
        }
    );
    if (!options.balancers.empty())
        text += fill_in(caddy_balancer_part, {{"%balancers%", joined(options.balancers, " ")}});
    if (!options.login_path.empty())
        text += fill_in(caddy_login_part, {{"%login%", login_pattern(options.login_path)}});
    text += checks(options);
    text += fill_in(
        caddy_strip_part,
        {
            {"%deletes%", delete_lines(options.identity_headers)},
            {"%misleading%", lines(misleading_headers, "\trequest_header -")},
        }
    );
    text += application(options);
    text += fill_in(caddy_end_part, {{"%valid%", canonical(options.identity_headers.front())}});
    return {{{"Caddyfile", std::move(text)}}, {}};
}

} // namespace postern::dialect
