// Traefik asks by forwardAuth with trustForwardHeader off: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For itself. It copies the identity headers of a 200 and hands a denial to the client
// whole.
#include "forwarded.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/traefik"};

} // namespace

extern const dialect traefik;
constinit const dialect traefik{
    .name = "traefik",
    .summary = "Traefik forwardAuth: X-Forwarded-Method, -Uri, -Host, -Proto, -For",
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

} // namespace postern::dialect
