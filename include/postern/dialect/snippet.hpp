// The configuration text that we print for a proxy.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace postern::dialect {

struct snippet_options
{
    std::string endpoint; // path of the check
    std::string resolver; // `127.0.0.1:9080` or `unix:/run/postern.sock`
    std::string upstream; // the application, written alike
    std::string listen;
    std::string server_name;            // empty: every name
    std::chrono::milliseconds deadline; // of one check
    std::vector<std::string> identity_headers;
    bool login = false; // 401 leads people to the login page
};

struct snippet_text
{
    std::string text;
    std::string obstacle; // why the proxy cannot be configured so, one line; then there is no text
};

} // namespace postern::dialect
