#include "snippet.hpp"

#include "../fill_in.hpp"
#include "../snippet_input.hpp"
#include "../snippet_values.hpp"
#include "backend.hpp"
#include "balancer.hpp"
#include "listen.hpp"
#include "locations.hpp"
#include "names.hpp"
#include "obstacle.hpp"
#include "text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

using namespace nginx_text;

// nginx has one server for each listen address and name, so a name made from both is unique.
std::string site_name(const snippet_options& options)
{
    std::string name =
        options.listen.front() + (options.server_name.empty() ? "" : "-" + options.server_name);
    std::replace_if(
        name.begin(), name.end(),
        [](char c) {
            return !is_plain({&c, 1}, "-.");
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

// `if` alone takes 0 for nothing.
std::string wall_lines(const snippet_options& options)
{
    if (!options.refuse_identity_headers)
        return {};
    std::string text(wall_comment);
    for (const std::string& header : options.identity_headers)
        text += "    if ($http_" + nginx_variable_part(header) + " != \"\") { return 403; }\n";
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
           wall_lines(options) + std::string(upgrade_part) + nginx_balancer_lines(options);
}

std::string http_lines(const snippet_options& options)
{
    return std::string(http_part) + nginx_balancer_networks(options);
}

std::string identity_lines(const snippet_options& options)
{
    return std::string(guard_part) + answer_lines(options) + std::string(identity_comment) +
           (options.backend == backend_protocol::http ? bucket_line(options) : "") +
           nginx_identity_lines(options) + std::string(strip_comment) +
           nginx_strip_lines(options.backend);
}

std::string guard_lines(const snippet_options& options)
{
    return std::string(names_part) + identity_lines(options);
}

std::string guard_locations(const snippet_options& options)
{
    return std::string(check_part) + (options.login ? std::string(login_location) : "") +
           nginx_login_page(options) + nginx_protected_locations(options);
}

std::string milliseconds(std::chrono::milliseconds time)
{
    return std::to_string(time.count());
}

std::string with_values(std::string text, const snippet_options& options)
{
    replace_all(text, "%open_pass%", nginx_pass_line(options.backend, "application-%site%"));
    replace_all(text, "%pass%", nginx_pass_line(options.backend, "$postern_application"));
    replace_all(text, "%site%", site_name(options));
    replace_all(text, "%resolver%", options.resolver);
    replace_all(text, "%upstream%", options.upstream);
    replace_all(text, "%endpoint%", options.endpoint);
    replace_all(text, "%patience%", milliseconds(patience(options)));
    replace_all(text, "%patience_in_all%", milliseconds(patience(options) + on_the_way));
    return text;
}

std::string whole_server(const snippet_options& options)
{
    return "\nserver {\n" + rewrite_lines(options) + nginx_listen_lines(options) +
           guard_lines(options) + nginx_application_lines(options.backend) +
           guard_locations(options) + std::string(application_part) + "}\n";
}

// The lines of a location, without those that the server alone may have.
std::string location_lines(const snippet_options& options)
{
    return "error_page 500 = @unavailable;\n" +
           (options.login ? std::string("error_page 401 = @login;\n") : "") +
           answer_lines(options) + nginx_identity_lines(options) +
           nginx_strip_lines(options.backend) + nginx_corrections(options.backend);
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
        {"postern-http.conf",
         with_values(std::string(http_comment) + http_lines(options), options)},
        {"postern-server.conf",
         with_values(std::string(server_comment) + outdent(server), options)},
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
    return {{{"postern.conf", with_values(text, options)}}, {}};
}

} // namespace postern::dialect
