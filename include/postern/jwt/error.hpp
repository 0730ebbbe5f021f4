// Why a token is refused: one value per reason. Clients see only that it is
// `failure::unauthenticated`; the log and the metrics have the value.
#pragma once

#include <postern/base/error.hpp>

namespace postern::jwt {

enum class errc
{
    // The text (RFC 7515 §3.1, §7.1)
    too_long = 1,  // longer than the limit, before anything is decoded
    not_compact,   // not three segments, or an empty header or signature
    bad_character, // an octet outside the alphabet of base64url and the dots
    bad_base64url, // padding bits, a length of 1 mod 4
    jwe,           // five segments: encrypted tokens are never accepted

    // The JOSE header (RFC 7515 §4)
    bad_header_json,       // not one strict JSON object
    bad_header_member,     // alg, kid, typ or cty of the wrong type or shape
    algorithm_missing,     // no alg (RFC 7515 §4.1.1)
    algorithm_none,        // `none` in any spelling (RFC 8725 §3.2)
    algorithm_unknown,     // not a supported one
    algorithm_not_allowed, // not one of this issuer's
    critical_header,       // crit, b64 or zip: no extension is implemented (RFC 7515 §4.1.11)
    embedded_key,          // jwk or x5c (RFC 8725 §3.10)
    encryption_header,     // enc, epk, p2c, p2s
    type_missing,          // no typ where the profile requires one
    type_not_allowed,      // typ that is not on the profile's list (RFC 8725 §3.11)
    nested_token,          // cty: JWT

    // The key
    issuer_unknown,        // no profile has this iss; or none takes tokens without iss
    key_unknown,           // the kid is not the issuer's
    keys_unavailable,      // the issuer's keys are not known now
    key_ambiguous,         // no kid, and not exactly one key fits
    key_not_for_algorithm, // the key is not pinned to this alg (RFC 8725 §3.1)

    // The proof
    signature_invalid,

    // The claims (RFC 7519 §4.1)
    bad_claims_json,     // not one strict JSON object
    bad_claim_type,      // a registered claim of the wrong type or shape
    control_character,   // a control character in a claim that is used
    claim_missing,       // a claim that the profile requires is absent
    time_out_of_range,   // a NumericDate outside 0 to year 9999
    expired,             // exp (RFC 7519 §4.1.4)
    not_yet_valid,       // nbf or iat in the future (RFC 7519 §4.1.5, §4.1.6)
    times_contradict,    // iat or nbf after exp
    lifetime_too_long,   // exp - iat or exp - now beyond max_lifetime
    audience_mismatch,   // aud (RFC 7519 §4.1.3)
    subject_invalid,     // typed subject: unknown type, or not a lower-case UUID
    permissions_invalid, // not an integer within the mask
    not_access_token,    // events, at_hash or c_hash: an ID or logout token
    sender_constrained,  // cnf: bound to a key that cannot be checked here

    // Making a verifier
    issuer_declared_twice, // two profiles with one `iss`
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::jwt

template <>
struct boost::system::is_error_code_enum<postern::jwt::errc> : std::true_type
{
};
