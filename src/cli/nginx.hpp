// A complete nginx configuration for one endpoint of the resolver.
#pragma once

#include <postern/base/error.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace postern::cli {

struct nginx_site
{
    std::string endpoint; // path of the check
    std::string resolver; // `127.0.0.1:9080` or `unix:/run/postern.sock`
    std::string upstream; // the application, written alike
    std::string listen;
    std::string server_name;            // empty: whatever name is asked for
    std::chrono::milliseconds deadline; // of one check
    std::vector<std::string> identity_headers;
    bool login = false; // 401 leads people to the login page
};

// Why nginx cannot be configured for this site: one line, empty if it can. What this lets through
// cannot end a directive or start another one.
std::string nginx_obstacle(const nginx_site&);

// Text for `include` inside http { }. REQUIRES: nginx_obstacle() is empty.
std::string nginx_text(const nginx_site&);

} // namespace postern::cli
