// What a request presents, and where: tokens not yet believed.
#pragma once

#include <postern/http/head.hpp>
#include <postern/resolve/error.hpp>
#include <postern/resolve/options.hpp>

#include <string_view>
#include <vector>

namespace postern::resolve {

// One credential that was credential. Either a token to be proven or the reason why it cannot be
// one.
struct credential
{
    std::string_view token; // a view into the request
    error_code failed;
    const credential_source* source = nullptr;
};

struct credentials
{
    std::vector<credential> found; // in the order of the endpoint's places
    unsigned foreign_schemes =
        0; // Authorization of another scheme or empty: ignored, the backend's own
};

credentials find_credentials(const http::head&, const std::vector<credential_source>& places);

} // namespace postern::resolve
