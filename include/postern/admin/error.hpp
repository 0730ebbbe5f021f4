// Why the operators' listener refuses a token of its own or a request to explain.
#pragma once

#include <postern/base/error.hpp>

namespace postern::admin {

enum class errc
{
    token_too_short = 1,       // fewer than 16 characters
    token_unfit,               // longer than 1024 characters, or one that no header can carry
    token_file_not_regular,    // a folder, a pipe or a device
    token_file_open_to_others, // its mode lets group or others in

    unknown_member, // the request to explain has a member nobody reads
    missing_member, // ... lacks `endpoint`
    wrong_type,     // ... has a member of another JSON type
    bad_method,     // ... a method that is no token (RFC 9110 §9.1)
    bad_endpoint,   // ... an endpoint that is no path
    bad_field_name, // ... a header name that is no token (RFC 9110 §5.1)
    bad_field_value // ... a header value with a control character (RFC 9110 §5.5)
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::admin

template <>
struct boost::system::is_error_code_enum<postern::admin::errc> : std::true_type
{
};
