#include "nginx_site.hpp"

#include "nginx_backend.hpp"
#include "nginx_obstacle.hpp"
#include "nginx_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

using namespace nginx_text;

void replace(std::string& text, std::string_view placeholder, const std::string& value)
{
    for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder, at))
        text.replace(at, placeholder.size(), value);
}

// nginx has one server for each listen address and name, so a name made from both is unique.
std::string site_name(const snippet_options& options)
{
    std::string name =
        options.listen.front() + (options.server_name.empty() ? "" : "-" + options.server_name);
    std::replace_if(
        name.begin(), name.end(),
        [](char c) {
            return !has_only({&c, 1}, "-.");
        },
        '-'
    );
    return name;
}

// nginx's table of the headers that it sets has buckets of 64 octets, enough for names of 46. A
// bucket holds two pointers and the name with its length, each rounded up to whole pointers.
std::string bucket_line(const snippet_options& options)
{
    constexpr auto round_up = [](std::size_t size, std::size_t unit) {
        return (size + unit - 1) / unit * unit;
    };
    std::size_t longest = 0;
    for (const std::string& header : options.identity_headers)
        longest = std::max(longest, header.size());
    const std::size_t bucket = round_up(16 + round_up(longest + 2, 8), 64);
    if (bucket <= 64)
        return {};
    return "    proxy_headers_hash_bucket_size " + std::to_string(bucket) + ";\n";
}

// All servers share the variables of http { }. This one has the name of its networks, by FNV-1a, so
// that servers behind other balancers have another one.
std::string balancer_variable(const std::vector<std::string>& networks)
{
    std::uint32_t hash = 2166136261U;
    for (const std::string& network : networks)
        for (const char c : network + ' ')
            hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return "postern_balancer_" + std::to_string(hash);
}

std::string balancer_networks(const snippet_options& options)
{
    if (options.balancers.empty())
        return {};
    std::string text =
        "\n# Whether the balancer in front has sent the request.\ngeo $realip_remote_addr $" +
        balancer_variable(options.balancers) + " {\n    default 0;\n";
    for (const std::string& network : options.balancers)
        text += "    " + network + " 1;\n";
    return text + "}\n";
}

std::string balancer_lines(const snippet_options& options)
{
    if (options.balancers.empty())
        return {};
    std::string networks;
    for (const std::string& network : options.balancers)
        networks += "    set_real_ip_from " + network + ";\n";
    std::string text(balancer_part);
    replace(text, "%balancers%", networks);
    replace(text, "%balancer%", balancer_variable(options.balancers));
    return text;
}

// The newer `http2 on;` is unknown to nginx before 1.25.1; the older word works in all.
std::string listen_line(const snippet_options& options, const std::string& listen)
{
    if (is_quic(listen))
        return "    listen " + listen.substr(listen.find(':') + 1) + " quic reuseport;\n";
    if (!options.tls_certificate.empty())
        return "    listen " + listen + " ssl http2;\n";
    return "    listen " + listen + (options.backend == backend::grpc ? " http2;\n" : ";\n");
}

// A browser learns of HTTP/3 by a header (RFC 9114 §3.1.1).
std::string http3_line(const snippet_options& options)
{
    const auto found = std::find_if(options.listen.begin(), options.listen.end(), is_quic);
    if (found == options.listen.end())
        return {};
    const std::string port = found->substr(found->rfind(':') + 1);
    return "    add_header Alt-Svc 'h3=\":" + port + "\"; ma=86400' always;\n";
}

std::string listen_lines(const snippet_options& options)
{
    std::string text = "\n";
    for (const std::string& listen : options.listen)
        text += listen_line(options, listen);
    if (!options.server_name.empty())
        text += "    server_name " + options.server_name + ";\n";
    if (!options.tls_certificate.empty())
        text += "    ssl_certificate " + options.tls_certificate + ";\n    ssl_certificate_key " +
                options.tls_key + ";\n    ssl_protocols TLSv1.2 TLSv1.3;\n" + http3_line(options);
    return text;
}

// `if` alone takes 0 for nothing.
std::string wall_lines(const snippet_options& options)
{
    if (!options.refuse_identity_headers)
        return {};
    std::string text(wall_comment);
    for (std::string header : options.identity_headers) {
        std::transform(header.begin(), header.end(), header.begin(), [](char c) {
            if (c == '-')
                return '_';
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        text += "    if ($http_" + header + " != \"\") { return 403; }\n";
    }
    return text;
}

std::string answer_lines(const snippet_options& options)
{
    return std::string(answer_line) + (options.login ? std::string(login_line) : "");
}

// All lines of the server that nginx runs in their order.
std::string rewrite_lines(const snippet_options& options)
{
    return std::string(first_lines) + (options.login ? std::string(login_page_line) : "") +
           std::string(hosts_part) +
           (options.protected_paths.empty() ? "" : std::string(odd_path_part)) +
           wall_lines(options) + std::string(upgrade_part) + balancer_lines(options);
}

std::string login_page(const snippet_options& options)
{
    if (options.login_path.empty())
        return {};
    std::string path = options.login_path;
    while (path.ends_with('/'))
        path.pop_back();
    // Below `/` would be everything.
    std::string text(login_page_part);
    if (!path.empty())
        text += below_login_page_part;
    replace(text, "%login_path%", path.empty() ? "/" : path);
    return text;
}

// The longest path comes first, because nginx takes the first of these locations that fits.
std::string protected_locations(const snippet_options& options)
{
    auto paths = options.protected_paths;
    std::ranges::stable_sort(paths, std::greater<>(), [](const protected_path& each) {
        return each.path.size();
    });
    std::string text;
    for (const protected_path& each : paths) {
        std::string location(protected_part), pattern = each.path;
        replace(location, "%path%", each.path);
        for (auto dot = pattern.find('.'); dot != pattern.npos; dot = pattern.find('.', dot + 2))
            pattern.insert(dot, 1, '\\');
        replace(location, "%pattern%", pattern);
        replace(location, "%own_endpoint%", each.endpoint);
        text += location;
    }
    return text;
}

std::string http_lines(const snippet_options& options)
{
    return std::string(http_part) + balancer_networks(options);
}

std::string identity_lines(const snippet_options& options)
{
    return std::string(guard_part) + answer_lines(options) + std::string(identity_comment) +
           (options.backend == backend::http ? bucket_line(options) : "") +
           nginx_identity_lines(options);
}

std::string guard_lines(const snippet_options& options)
{
    return std::string(names_part) + identity_lines(options);
}

std::string guard_locations(const snippet_options& options)
{
    return std::string(check_part) + (options.login ? std::string(login_location) : "") +
           login_page(options) + protected_locations(options);
}

std::string milliseconds(std::chrono::milliseconds time)
{
    return std::to_string(time.count());
}

std::string fill_in(std::string text, const snippet_options& options)
{
    constexpr std::chrono::milliseconds on_the_way{100};
    replace(text, "%open_pass%", nginx_pass_line(options.backend, "application-%site%"));
    replace(text, "%pass%", nginx_pass_line(options.backend, "$postern_application"));
    replace(text, "%site%", site_name(options));
    replace(text, "%resolver%", options.resolver);
    replace(text, "%upstream%", options.upstream);
    replace(text, "%endpoint%", options.endpoint);
    replace(text, "%patience%", milliseconds(options.deadline + on_the_way));
    replace(text, "%patience_in_all%", milliseconds(options.deadline + 2 * on_the_way));
    return text;
}

std::string whole_server(const snippet_options& options)
{
    return "\nserver {\n" + rewrite_lines(options) + listen_lines(options) + guard_lines(options) +
           nginx_application_lines(options.backend) + guard_locations(options) +
           std::string(application_part) + "}\n";
}

// The lines of a location, without those that the server alone may have.
std::string location_lines(const snippet_options& options)
{
    return "error_page 500 = @unavailable;\n" +
           (options.login ? std::string("error_page 401 = @login;\n") : "") +
           answer_lines(options) + nginx_identity_lines(options) +
           nginx_corrections(options.backend);
}

std::string outdent(std::string text)
{
    for (auto at = text.find("\n    "); at != text.npos; at = text.find("\n    ", at + 1))
        text.erase(at + 1, 4);
    return text;
}

std::vector<snippet_file> parts(const snippet_options& options)
{
    const std::string server =
        "\n" + rewrite_lines(options) + guard_lines(options) + guard_locations(options);
    return {
        {"postern-http.conf", fill_in(std::string(http_comment) + http_lines(options), options)},
        {"postern-server.conf", fill_in(std::string(server_comment) + outdent(server), options)},
        {"postern-location.conf",
         std::string(location_comment) + outdent("\n" + location_lines(options))},
    };
}

} // namespace

snippet_text print_nginx(const snippet_options& options)
{
    if (std::string obstacle = find_nginx_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    if (options.parts)
        return {parts(options), {}};
    const std::string text =
        std::string(whole_comment) + http_lines(options) + whole_server(options);
    return {{{"postern.conf", fill_in(text, options)}}, {}};
}

} // namespace postern::dialect
