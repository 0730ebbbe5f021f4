// The operators' listener as it is configured.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/http/address.hpp>

#include <filesystem>
#include <vector>

namespace postern::admin {

struct options
{
    std::vector<http::listen_address> listen{
        {http::listen_address::kind::tcp, "127.0.0.1", 9081, {}}};
    secret token; // `admin.token`; empty: read from token_file
    // Made with a random token if it does not exist.
    std::filesystem::path token_file = "admin.token";
};

} // namespace postern::admin
