// How a failure travels inside Postern and how it is finally seen from outside.
//
// Functions return result<T>; the error is one errc of the room that found it, one per reason.
// Outside a process nobody learns the reason: they learn one of five classes. A code that no room
// classified is `internal`, which denies.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace postern {

template <class T = void>
using result = boost::system::result<T>;
using boost::system::error_code;

enum class failure
{
    malformed = 1,   // the proxy or client sent something that cannot be read
    unauthenticated, // a credential that proves nothing
    forbidden,       // proven, but not for this place
    unavailable,     // cannot be known now: store, keys or time out of reach
    internal,        // a bug, or a code that nobody classified
};

const boost::system::error_category& failure_category() noexcept;
boost::system::error_condition make_error_condition(failure) noexcept;

// The class of a code, as its category maps it (error_category::default_error_condition).
failure classify(const error_code&) noexcept;

} // namespace postern

template <>
struct boost::system::is_error_condition_enum<postern::failure> : std::true_type
{
};
