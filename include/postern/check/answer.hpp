// What a decision becomes for the proxy, whatever carries it: HTTP or gRPC.
#pragma once

#include <postern/resolve/identity_headers.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

// An answer begins as a denial.
struct answer
{
    unsigned status = 503;      // of HTTP: 200, 302, 400, 401, 403 or 503
    std::string_view error;     // one word for the body of a denial
    std::string challenge;      // WWW-Authenticate; empty: none
    std::string login_url;      // where a person signs in; empty: none
    std::string reason;         // for debugging alone; empty: not shown
    std::string cleared_cookie; // name of a cookie that is to be cleared; empty: none

    // With 200: each identity header of the configuration, set or unset. A denial has none of them:
    // some proxies hand all of its headers to the client.
    std::vector<resolve::identity_header> identity;
};

} // namespace postern::check
