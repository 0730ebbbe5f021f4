// Caddy asks by forward_auth: it sets X-Forwarded-Method, -Uri, -Host, -Proto and -For itself. The
// check's own query may be the client's, so nothing is read from it. Caddy hands a denial to the
// client whole.
#include "forwarded.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/caddy"};

} // namespace

extern const dialect caddy;
constinit const dialect caddy{
    .name = "caddy",
    .summary = "Caddy forward_auth: X-Forwarded-Method, -Uri, -Host, -Proto, -For",
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

} // namespace postern::dialect
