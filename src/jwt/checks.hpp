// What a profile asks of the claims of a token whose signature was good. Pure: takes the time,
// keeps nothing.
#pragma once

#include <postern/jwt/verifier.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace postern::jwt {

// No error: every rule of the profile about times, audience, kind and required claims holds.
error_code check_claims(const profile&, const claims&, time_point now);

// `type:uuid` of one of the profile's types, the UUID in lower case and not nil; unset for
// free-text subjects.
result<std::optional<subject_parts>> read_subject(const profile&, const claims&);

// An integer within the profile's mask; unset if the claim is absent or the profile names none.
result<std::optional<std::uint64_t>> read_permissions(const profile&, const claims&);

// When the token starts and ceases to be valid, leeway included.
time_point begins(const profile&, const claims&);
time_point ends(const profile&, const claims&);

} // namespace postern::jwt
