// The configuration text that we print for a proxy.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace postern::dialect {

// What the application speaks. All but http are nginx's alone.
enum class backend_protocol
{
    http,
    fastcgi,
    uwsgi,
    grpc,
};

// A path with an endpoint or a policy of its own, and everything below it.
struct protected_path
{
    std::string path;
    std::string endpoint;
    std::string policy{}; // where a path chooses a policy
};

struct snippet_options
{
    std::string endpoint{}; // path of the check
    std::string resolver{}; // `127.0.0.1:9080` or `unix:/run/postern.sock`
    std::string upstream{}; // the application, written alike
    std::vector<std::string> listen{};
    std::string server_name{};            // empty: every name
    std::chrono::milliseconds deadline{}; // of one check
    std::vector<std::string> identity_headers{};
    bool refuse_identity_headers = false; // those of clients, by the proxy itself
    bool login = false;                   // people are led to the login page
    std::string
        login_path{}; // the login page is on this host and stays open; empty: it is elsewhere
    std::string login_url{};                // for a proxy that redirects by itself; empty: none
    std::string login_return_parameter{};   // of login_url, for the original URL
    std::vector<std::string> login_hosts{}; // to which the login page may lead back

    // What a snippet supports of these is in its `snippet_features`.
    std::string tls_certificate{}; // file of PEM; empty: no TLS
    std::string tls_key{};
    backend_protocol backend = backend_protocol::http;
    std::vector<protected_path> protected_paths{};
    std::vector<std::string> balancers{}; // networks whose X-Forwarded-For and -Proto are believed
    bool parts = false;                   // files for an existing server
};

// Which options a snippet supports beside those that all have.
struct snippet_features
{
    bool listen = true;      // false: the text is for a proxy that listens already
    bool server_name = true; // false: the text guards an application, whatever its host
    bool tls = false;
    bool backend = false;
    bool protected_paths = false;
    bool balancers = false;
    bool parts = false;
};

struct snippet_file
{
    std::string name; // as the documentation calls it
    std::string text;
};

struct snippet_text
{
    std::vector<snippet_file> files;
    std::string obstacle; // why the proxy cannot be configured so, one line; then there is no text
};

} // namespace postern::dialect
