// Why the keys of an issuer could not be fetched, beyond the errors of http and keys.
#pragma once

#include <postern/base/error.hpp>

namespace postern::issuers {

enum class errc
{
    bad_status = 1,         // the response has another status than 200
    bad_metadata,           // no JSON object, or without a usable jwks_uri
    issuer_mismatch,        // the metadata are of another issuer (RFC 8414 §3.3)
    unreadable_bearer_file, // the token for the request cannot be read
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::issuers

template <>
struct boost::system::is_error_code_enum<postern::issuers::errc> : std::true_type
{
};
