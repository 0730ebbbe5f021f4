// nginx asks by auth_request, with the text that we print: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For, copies the identity headers of a 200 and drops the body of a denial.
#include "forwarded.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/nginx"};

} // namespace

extern const dialect nginx;
constinit const dialect nginx{
    .name = "nginx",
    .summary = "nginx auth_request with the printed snippet: X-Forwarded-Method, -Uri, -Host, "
               "-Proto, -For",
    .login = login_answer::header,
    .default_paths = paths,
    .read = read_forwarded,
};

} // namespace postern::dialect
