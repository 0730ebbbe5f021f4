// The credentials that a request carries, and where: not yet proven.
#pragma once

#include <postern/codec/header_fields.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/resolve/error.hpp>
#include <postern/resolve/options.hpp>

#include <string_view>
#include <vector>

namespace postern::resolve {

// One credential. Either a text to be proven or the reason why it cannot be a credential.
struct credential
{
    std::string_view text; // of the token or the cookie: a view into the request
    error_code failed;
    const credential_source* source = nullptr;
    crypto::sha256_digest digest{}; // of the text; set by the prover, which hashes it once
};

struct credentials
{
    std::vector<credential> found; // in the order of the sources

    // Authorization fields of another scheme, or empty. They are ignored: they may be the
    // application's own.
    unsigned foreign_schemes = 0;
};

credentials
find_credentials(codec::header_fields headers, const std::vector<credential_source>& sources);

} // namespace postern::resolve
