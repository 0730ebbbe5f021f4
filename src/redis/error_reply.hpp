// The error replies of Redis as error codes: the first word of the text is the reason.
#pragma once

#include <postern/redis/error.hpp>

#include <string_view>

namespace postern::redis {

// The rest of the text may have what a client sent, so nobody logs it.
errc read_error(std::string_view text) noexcept;

// Another server may be the master now, so the connection is of no use.
bool ends_connection(errc) noexcept;

} // namespace postern::redis
