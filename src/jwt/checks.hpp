// The checks of a profile on the claims of a token whose signature is valid. Pure functions: the
// time is an argument.
#pragma once

#include <postern/jwt/verifier.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace postern::jwt {

// No error if the claims meet the profile: times, audience, kind of token, required claims.
error_code check_claims(const profile&, const claims&, time_point now);

// A subject `type:uuid` with one of the profile's types and a UUID in lower case that is not nil.
// Unset if the profile has no typed subjects.
result<std::optional<subject_parts>> read_subject(const profile&, const claims&);

// An integer within the profile's mask. Unset if the claim is absent or the profile names none.
result<std::optional<std::uint64_t>> read_permissions(const profile&, const claims&);

// When the token begins and ends to be valid, leeway included.
time_point begins(const profile&, const claims&);
time_point ends(const profile&, const claims&);

} // namespace postern::jwt
