// Why a cookie is not a session, and why a request to create a session is refused.
#pragma once

#include <postern/base/error.hpp>

namespace postern::session {

enum class errc
{
    malformed = 1, // the cookie's value is not 43 characters of base64url
    unknown,       // there is no such session, or it has ended
    expired,       // past its absolute expiry
    unreadable,    // the record in the store is not a valid session

    // A request to create a session
    not_an_object,  // is not one JSON object
    unknown_member, // has a member that does not exist
    user_missing,   // has no `user_id`
    bad_member,     // has a member of the wrong type or out of range
    too_large,      // has an identity that does not fit the identity headers
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::session

template <>
struct boost::system::is_error_code_enum<postern::session::errc> : std::true_type
{
};
