// What a request presents, and where: tokens not yet believed.
#pragma once

#include <postern/http/head.hpp>
#include <postern/resolve/error.hpp>
#include <postern/resolve/options.hpp>

#include <string_view>
#include <vector>

namespace postern::resolve {

// One credential that was presented. Either a token to be proven or the reason why it cannot be
// one.
struct presented
{
    std::string_view token; // a view into the request
    error_code failed;
    const credential_place* place = nullptr;
};

struct presentation
{
    std::vector<presented> found; // in the order of the endpoint's places
    unsigned foreign_schemes =
        0; // Authorization of another scheme or empty: ignored, the backend's own
};

presentation find_credentials(const http::head&, const std::vector<credential_place>& places);

} // namespace postern::resolve
