#include <postern/check/render_check_response.hpp>
#include <postern/codec/ascii.hpp>

#include "denial.hpp"

#include <algorithm>
#include <string>

namespace postern::check {
namespace {

namespace api = envoy::service::auth::v3;

using header_list = google::protobuf::RepeatedPtrField<api::HeaderValueOption>;

// google.rpc.Code
enum code
{
    ok = 0,
    invalid_argument = 3,
    permission_denied = 7,
    unavailable = 14,
    unauthenticated = 16,
};

code code_of(unsigned status)
{
    switch (status) {
    case 400:
        return invalid_argument;
    case 403:
        return permission_denied;
    case 503:
        return unavailable;
    default: // 401, or 302 to the login page
        return unauthenticated;
    }
}

std::string lower(std::string_view name)
{
    std::string made(name);
    std::transform(made.begin(), made.end(), made.begin(), codec::to_lower);
    return made;
}

void set_header(header_list& headers, std::string_view name, std::string_view value)
{
    api::HeaderValueOption& made = *headers.Add();
    made.mutable_header()->set_key(lower(name));
    made.mutable_header()->set_value(std::string(value));
    made.set_append_action(api::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
}

// Envoy hands these values to its access log and its filters; the keys are the names of the
// headers.
void set_metadata(api::CheckResponse& response, const answer& answer)
{
    auto& who = *(*response.mutable_dynamic_metadata()->mutable_fields())["postern"]
                     .mutable_struct_value()
                     ->mutable_fields();
    for (const resolve::identity_header& each : answer.identity)
        if (each.value)
            who[lower(each.name)].set_string_value(*each.value);
}

api::CheckResponse denial(unsigned status)
{
    api::CheckResponse made;
    made.mutable_status()->set_code(code_of(status));
    made.mutable_denied_response()->mutable_status()->set_code(static_cast<int>(status));
    return made;
}

api::CheckResponse deny(const dialect::dialect& dialect, const answer& answer)
{
    // A status of success would let the client believe that it had reached the application.
    const bool denies = answer.status >= 300 && answer.status < 600;
    api::CheckResponse made = denial(denies ? answer.status : 503);
    api::DeniedHttpResponse& denied = *made.mutable_denied_response();
    for (const denial_header& each : denial_headers(dialect, answer))
        set_header(*denied.mutable_headers(), each.name, each.value);
    set_header(*denied.mutable_headers(), "Cache-Control", "no-store");
    denied.set_body(denial_body(dialect, answer));
    return made;
}

// Envoy keeps a client's header that the answer does not set, so the unset ones are removed.
api::CheckResponse allow(const answer& answer)
{
    api::CheckResponse made;
    made.mutable_status()->set_code(ok);
    api::OkHttpResponse& allowed = *made.mutable_ok_response();
    for (const resolve::identity_header& each : answer.identity)
        if (each.value)
            set_header(*allowed.mutable_headers(), each.name, *each.value);
        else
            allowed.add_headers_to_remove(lower(each.name));
    set_metadata(made, answer);
    return made;
}

bool has_only_text(std::string_view value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Our values are visible ASCII and spaces. Envoy refuses a whole response for a control character
// in a header, and for octets that are not UTF-8 in the metadata.
bool is_sendable(const header_list& headers)
{
    return std::all_of(headers.begin(), headers.end(), [](const api::HeaderValueOption& each) {
        return codec::is_token(each.header().key()) && has_only_text(each.header().value());
    });
}

} // namespace

grpc::check_response render_check_response(const dialect::dialect& dialect, const answer& answer)
{
    grpc::check_response made = answer.status == 200 ? allow(answer) : deny(dialect, answer);
    const auto& removed = made.ok_response().headers_to_remove();
    const bool sendable = is_sendable(made.ok_response().headers()) &&
                          is_sendable(made.denied_response().headers()) &&
                          std::all_of(removed.begin(), removed.end(), [](const std::string& name) {
                              return codec::is_token(name);
                          });
    return sendable ? made : denial(503);
}

} // namespace postern::check
