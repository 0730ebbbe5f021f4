// The errors of Redis as the store reports them.
#pragma once

#include <postern/redis/error.hpp>
#include <postern/store/error.hpp>

namespace postern::store {

// Errors that every engine has get the store's own code. The others keep the names of Redis.
inline error_code translate(const error_code& why)
{
    if (why == redis::errc::timed_out)
        return errc::timed_out;
    if (why == redis::errc::closed)
        return errc::closed;
    return why == redis::errc::out_of_memory ? make_error_code(errc::full) : why;
}

inline error_code malformed_reply()
{
    return redis::errc::malformed;
}

} // namespace postern::store
