// Why an admin token or the body of POST /v1/explain is refused.
#pragma once

#include <postern/base/error.hpp>

namespace postern::admin {

enum class errc
{
    token_too_short = 1,       // fewer than 16 characters
    token_unfit,               // more than 1024 characters, or one that no header can carry
    token_file_not_regular,    // the path is a folder, a pipe or a device
    token_file_open_to_others, // group or others may use the file

    unknown_member, // a JSON member that has no meaning
    missing_member, // there is no `endpoint`
    wrong_type,     // a member has another JSON type
    bad_method,     // the method is no token (RFC 9110 §9.1)
    bad_endpoint,   // the endpoint is no path
    bad_field_name, // a header name is no token (RFC 9110 §5.1)
    bad_field_value // a header value has a control character (RFC 9110 §5.5)
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::admin

template <>
struct boost::system::is_error_code_enum<postern::admin::errc> : std::true_type
{
};
