#include "obstacle.hpp"

#include "../snippet_input.hpp"
#include "backend.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view quic = "quic:";

// A port alone, or with `*`, is every address.
bool is_listen(std::string_view text)
{
    return is_port(text) || (text.starts_with("*:") && is_port(text.substr(2))) || is_server(text);
}

std::string find_in_addresses(const snippet_options& options)
{
    for (const std::string& listen : options.listen) {
        const std::string_view address =
            std::string_view(listen).substr(is_nginx_quic(listen) ? quic.size() : 0);
        if (!is_listen(address))
            return "--listen " + listen +
                   ": use port, address:port or unix:/path, for HTTP/3 quic:port";
        if (is_nginx_quic(listen) &&
            (options.tls_certificate.empty() || address.starts_with("unix:")))
            return "--listen " + listen + ": HTTP/3 needs a port and --tls-cert";
    }
    if (!options.server_name.empty() && !is_plain(options.server_name, "-.*"))
        return "--server-name: use one host name";
    return {};
}

std::string find_in_parts(const snippet_options& options)
{
    if (options.parts && !options.tls_certificate.empty())
        return "--tls-cert: with --parts the existing server has its own";
    return {};
}

std::string find_in_headers(const snippet_options& options)
{
    const std::size_t longest = nginx_longest_header(options.backend);
    for (const std::string& header : options.identity_headers)
        if (header.size() > longest)
            return "identity header " + header + ": nginx has a place for names of " +
                   std::to_string(longest) + " octets with this --backend";
    return {};
}

} // namespace

bool is_nginx_quic(std::string_view listen)
{
    return listen.starts_with(quic);
}

std::string find_nginx_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_bad_server, find_in_addresses, find_doubled_listen, find_bad_path,
                  find_in_parts, find_bad_file, find_bad_header, find_in_headers, find_bad_network}
    );
}

} // namespace postern::dialect
