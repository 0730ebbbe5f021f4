// Adds the keys of another source to those of an issuer.
#pragma once

#include <postern/keys/jwks.hpp>

#include <vector>

namespace postern::issuers {

// A key whose kid or material the list has already is skipped: no source takes the name or the key
// of an earlier one.
void merge(
    std::vector<keys::key>& into, const std::vector<keys::key>& from,
    std::vector<keys::skipped_key>& skipped
);

} // namespace postern::issuers
