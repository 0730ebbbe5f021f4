// Why a cookie is no session, and why a request to create one is refused.
#pragma once

#include <postern/base/error.hpp>

namespace postern::session {

enum class errc
{
    malformed = 1, // the cookie's value is not 43 characters of base64url
    unknown,       // there is no such session, or no longer
    expired,       // past its absolute expiry
    unreadable,    // the store holds something else under a session's key

    not_an_object,  // a request to create: not one JSON object
    unknown_member, // ... with a member nobody reads
    user_missing,   // ... without `user_id`
    bad_member,     // ... with a member of another type, or out of range
    too_large,      // ... of whom identity headers could not tell
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::session

template <>
struct boost::system::is_error_code_enum<postern::session::errc> : std::true_type
{
};
