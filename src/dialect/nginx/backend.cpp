#include "backend.hpp"

#include "../snippet_values.hpp"
#include "names.hpp"

#include <algorithm>
#include <string_view>

namespace postern::dialect {
namespace {

constexpr std::string_view http_lines = R"(
    # What else the application is told about the request.
    proxy_set_header X-Forwarded-Host $postern_host;
    proxy_set_header X-Forwarded-Proto $postern_scheme;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $postern_upgrade;
    proxy_set_header Connection $postern_connection;
    proxy_set_header HTTP2-Settings "";
    proxy_set_header Host $postern_host;

    # The application gets the client's request as it is, once. Its answer is for this client
    # alone: nothing in it is fetched or kept by nginx.
    proxy_method $request_method;
    proxy_pass_request_headers on;
    proxy_pass_request_body on;
    proxy_intercept_errors off;
    mirror off;
    ssi off;
    proxy_cache off;
    proxy_store off;
)";

constexpr std::string_view fastcgi_lines = R"(
    # What else the application is told about the request. `include fastcgi_params` in a location
    # drops all of these lines, and those of the identity headers: postern-location.conf belongs
    # below it. PHP needs a `root` in this server.
    fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    fastcgi_param QUERY_STRING $query_string;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param CONTENT_TYPE $content_type;
    fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param SCRIPT_NAME $fastcgi_script_name;
    fastcgi_param REQUEST_URI $request_uri;
    fastcgi_param DOCUMENT_URI $document_uri;
    fastcgi_param DOCUMENT_ROOT $document_root;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
    fastcgi_param REQUEST_SCHEME $postern_scheme;
    fastcgi_param GATEWAY_INTERFACE CGI/1.1;
    fastcgi_param SERVER_SOFTWARE nginx;
    fastcgi_param REMOTE_ADDR $remote_addr;
    fastcgi_param REMOTE_PORT $remote_port;
    fastcgi_param SERVER_ADDR $server_addr;
    fastcgi_param SERVER_PORT $server_port;
    fastcgi_param SERVER_NAME $server_name;
    fastcgi_param REDIRECT_STATUS 200;
    fastcgi_param HTTP_HOST $postern_host;
    fastcgi_param HTTP_X_FORWARDED_HOST $postern_host;
    fastcgi_param HTTP_X_FORWARDED_PROTO $postern_scheme;
    fastcgi_param HTTP_X_FORWARDED_FOR $remote_addr;

    # The application gets the client's request as it is, once. Its answer is for this client
    # alone: nothing in it is fetched or kept by nginx.
    fastcgi_pass_request_headers on;
    fastcgi_pass_request_body on;
    fastcgi_intercept_errors off;
    mirror off;
    ssi off;
    fastcgi_cache off;
    fastcgi_store off;
)";

constexpr std::string_view uwsgi_lines = R"(
    # What else the application is told about the request. `include uwsgi_params` in a location drops
    # all of these lines, and those of the identity headers: postern-location.conf belongs below it.
    uwsgi_param QUERY_STRING $query_string;
    uwsgi_param REQUEST_METHOD $request_method;
    uwsgi_param CONTENT_TYPE $content_type;
    uwsgi_param CONTENT_LENGTH $content_length;
    uwsgi_param REQUEST_URI $request_uri;
    uwsgi_param PATH_INFO $document_uri;
    uwsgi_param DOCUMENT_ROOT $document_root;
    uwsgi_param SERVER_PROTOCOL $server_protocol;
    uwsgi_param REQUEST_SCHEME $postern_scheme;
    uwsgi_param REMOTE_ADDR $remote_addr;
    uwsgi_param REMOTE_PORT $remote_port;
    uwsgi_param SERVER_PORT $server_port;
    uwsgi_param SERVER_NAME $server_name;
    uwsgi_param HTTP_HOST $postern_host;
    uwsgi_param HTTP_X_FORWARDED_HOST $postern_host;
    uwsgi_param HTTP_X_FORWARDED_PROTO $postern_scheme;
    uwsgi_param HTTP_X_FORWARDED_FOR $remote_addr;

    # The application gets the client's request as it is, once. Its answer is for this client
    # alone: nothing in it is fetched or kept by nginx.
    uwsgi_pass_request_headers on;
    uwsgi_pass_request_body on;
    uwsgi_intercept_errors off;
    mirror off;
    ssi off;
    uwsgi_cache off;
    uwsgi_store off;
)";

constexpr std::string_view grpc_lines = R"(
    # What else the application is told about the request.
    grpc_set_header Host $postern_host;
    grpc_set_header X-Forwarded-Host $postern_host;
    grpc_set_header X-Forwarded-Proto $postern_scheme;
    grpc_set_header X-Forwarded-For $remote_addr;

    # The application gets the client's request, once.
    grpc_intercept_errors off;
    mirror off;
    ssi off;
)";

// How nginx passes a header to an application.
struct syntax
{
    std::string_view directive;
    bool is_parameter;            // the header has the name of a CGI variable (RFC 3875 §4.1.18)
    std::string_view end;         // after the value
    std::string_view pass;        // the line of the location, before the upstream
    std::string_view other_lines; // of the server
    std::size_t longest_header;   // in nginx's table of the headers that it sets
};

// In the table of nginx a bucket has 64 octets, enough for names of 46. nginx has a
// directive for larger ones only for HTTP. A parameter has no empty value, which the application
// might take for an identity.
constexpr syntax syntaxes[] = {
    {"proxy_set_header ", false, ";\n", "proxy_pass http://", http_lines, 4096},
    {"fastcgi_param ", true, " if_not_empty;\n", "fastcgi_pass ", fastcgi_lines, 46},
    {"uwsgi_param ", true, " if_not_empty;\n", "uwsgi_pass ", uwsgi_lines, 46},
    {"grpc_set_header ", false, ";\n", "grpc_pass grpc://", grpc_lines, 46},
};

const syntax& syntax_of(backend_protocol application)
{
    return syntaxes[static_cast<std::size_t>(application)];
}

// The variable has a number, not the header's name: nginx's table of variables has no place for a
// name of more than 46 octets.
std::string copy_lines(const syntax& to, const std::string& header, std::size_t number)
{
    const std::string variable = "$identity_" + std::to_string(number);
    const std::string name = to.is_parameter ? parameter_name(header) : header;
    return "    auth_request_set " + variable + ' ' + upstream_variable(header) + ";\n    " +
           std::string(to.directive) + name + ' ' + variable + std::string(to.end);
}

} // namespace

std::string nginx_identity_lines(const snippet_options& options)
{
    std::string lines;
    for (std::size_t i = 0; i < options.identity_headers.size(); ++i)
        lines += copy_lines(syntax_of(options.backend), options.identity_headers[i], i + 1);
    return lines;
}

std::string nginx_strip_lines(backend_protocol application)
{
    const syntax& to = syntax_of(application);
    std::string lines;
    for (const std::string_view header : misleading_headers)
        lines += "    " + std::string(to.directive) +
                 (to.is_parameter ? parameter_name(header) : std::string(header)) + " \"\"" +
                 std::string(to.end);
    return lines;
}

// nginx's $remote_user is the name in a Basic credential, also if nobody has verified it. Of two
// parameters with one name an application takes the last.
std::string nginx_corrections(backend_protocol application)
{
    const syntax& to = syntax_of(application);
    if (!to.is_parameter)
        return {};
    return "    " + std::string(to.directive) + "REMOTE_USER \"\";\n";
}

std::string nginx_application_lines(backend_protocol application)
{
    return std::string(syntax_of(application).other_lines);
}

std::string nginx_pass_line(backend_protocol application, const std::string& upstream)
{
    return std::string(syntax_of(application).pass) + upstream + ';';
}

std::size_t nginx_longest_header(backend_protocol application)
{
    return syntax_of(application).longest_header;
}

} // namespace postern::dialect
