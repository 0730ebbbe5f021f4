// Envoy (1.38 and later) asks by ext_authz over HTTP with `path_override`, so the target of the
// check is fixed. Its own `headers_to_add` overwrite X-Forwarded-Method, -Uri, -Host, -Proto and
// -For. A denial goes to the client with the headers that Envoy's configuration lists.
#include "envoy.hpp"

#include "forwarded.hpp"

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/envoy"};

} // namespace

extern const dialect envoy;
constinit const dialect envoy{
    .name = "envoy",
    .summary = "Envoy ext_authz over HTTP with `path_override`: X-Forwarded-Method, -Uri, -Host, "
               "-Proto, -For",
    .unset = unset_header::absent_and_named,
    .removal_header = envoy_removal_header,
    .body = denial_body::json,
    .login = login_answer::redirect,
    .default_paths = paths,
    .read = read_forwarded,
};

} // namespace postern::dialect
