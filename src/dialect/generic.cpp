// A caller that sets X-Forwarded-Method, -Uri, -Host and -Proto itself, such as APISIX, Kong or a
// program of one's own. It shows the body of a denial to the client.
#include "forwarded.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/generic"};

} // namespace

extern const dialect generic;
constinit const dialect generic{
    .name = "generic",
    .summary = "any caller that sets X-Forwarded-Method, -Uri, -Host and -Proto itself",
    .body = denial_body::json,
    .default_paths = paths,
    .read = read_forwarded,
};

} // namespace postern::dialect
