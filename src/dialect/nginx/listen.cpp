#include "listen.hpp"

#include "obstacle.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

// The newer `http2 on;` is unknown to nginx before 1.25.1; the older word works in all.
std::string listen_line(const snippet_options& options, const std::string& listen)
{
    if (is_nginx_quic(listen))
        return "    listen " + listen.substr(listen.find(':') + 1) + " quic reuseport;\n";
    if (!options.tls_certificate.empty())
        return "    listen " + listen + " ssl http2;\n";
    return "    listen " + listen +
           (options.backend == backend_protocol::grpc ? " http2;\n" : ";\n");
}

// A browser learns of HTTP/3 by a header (RFC 9114 §3.1.1).
std::string http3_line(const snippet_options& options)
{
    const auto found = std::find_if(options.listen.begin(), options.listen.end(), is_nginx_quic);
    if (found == options.listen.end())
        return {};
    const std::string port = found->substr(found->rfind(':') + 1);
    return "    add_header Alt-Svc 'h3=\":" + port + "\"; ma=86400' always;\n";
}

} // namespace

std::string nginx_listen_lines(const snippet_options& options)
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

} // namespace postern::dialect
