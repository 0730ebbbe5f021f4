// Errors: the exact reason inside Postern, and one of five classes outside it.
//
// A function returns result<T>. Its error is an errc of the room that found it, and there is one
// for each reason. A client learns only the class of the error, never the reason. A code without a
// class is `internal`, which denies.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace postern {

template <class T = void>
using result = boost::system::result<T>;
using boost::system::error_code;

enum class failure
{
    malformed = 1,   // the proxy or the client sent something that cannot be read
    unauthenticated, // the credential is not valid
    forbidden,       // the credential is valid, but this request needs more rights
    unavailable,     // the answer cannot be known now: no store, no keys or no time
    internal,        // a bug, or a code without a class
};

const boost::system::error_category& failure_category() noexcept;
boost::system::error_condition make_error_condition(failure outside) noexcept;

// The class of a code, to which its category maps it (error_category::default_error_condition).
failure classify(const error_code& code) noexcept;

} // namespace postern

template <>
struct boost::system::is_error_condition_enum<postern::failure> : std::true_type
{
};
