// Why a revocation is refused or cannot be read.
#pragma once

#include <postern/base/error.hpp>

namespace postern::revocation {

enum class errc
{
    not_an_object = 1, // not one JSON object
    unknown_member,    // a member that does not exist
    not_one_name,      // not exactly one of token, session, subject and key
    bad_name,          // a name that is empty, too long, or holds control characters
    bad_time,          // not a number of seconds, or out of range
    expired,           // an expires_at that has passed
    bad_id,            // an entry's id that is not 43 characters of base64url
    unknown,           // there is no such entry
    unreadable_record, // the record in the store is not a valid revocation
    store_emptied,     // the store has lost its content, and no operator has confirmed that
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::revocation

template <>
struct boost::system::is_error_code_enum<postern::revocation::errc> : std::true_type
{
};
