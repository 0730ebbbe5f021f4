// The configuration of the operators' listener.
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
    secret token; // empty: the token is in token_file
    // If it does not exist, it is written with a random token.
    std::filesystem::path token_file = "admin.token";
};

} // namespace postern::admin
