// The operators' API: checks the token and the caller's rights, finds the route and calls its
// handler.
#pragma once

#include <postern/admin/api_module.hpp>
#include <postern/base/secret.hpp>
#include <postern/http/service.hpp>

#include <memory>
#include <vector>

namespace postern::admin {

struct token_grant
{
    secret token;
    std::vector<right> may;
};

// A token is compared in constant time with `Authorization: Bearer` or `X-Api-Key`. Without one,
// the answer is 401 on every path, whether it exists or not, except those that need
// right::anybody. Without the right that a route needs, the answer is 403.
//
// Throws std::logic_error if there is no token, if a token is empty, or if two routes have the same
// method and path.
std::unique_ptr<http::service>
make_service(const std::vector<token_grant>& grants, const std::vector<api_module>& modules);

} // namespace postern::admin
