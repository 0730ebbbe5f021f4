// The names are metric labels and words in logs, so they must not change.
#include <postern/base/reasons.hpp>
#include <postern/jwt/error.hpp>

namespace postern::jwt {
namespace {

constexpr reason reasons[] = {
    {errc::too_long, failure::unauthenticated, "token_too_long"},
    {errc::not_compact, failure::unauthenticated, "token_not_compact"},
    {errc::bad_character, failure::unauthenticated, "token_bad_character"},
    {errc::bad_base64url, failure::unauthenticated, "token_bad_base64url"},
    {errc::jwe, failure::unauthenticated, "token_encrypted"},
    {errc::bad_header_json, failure::unauthenticated, "header_bad_json"},
    {errc::bad_header_member, failure::unauthenticated, "header_bad_member"},
    {errc::algorithm_missing, failure::unauthenticated, "algorithm_missing"},
    {errc::algorithm_none, failure::unauthenticated, "algorithm_none"},
    {errc::algorithm_unknown, failure::unauthenticated, "algorithm_unknown"},
    {errc::algorithm_not_allowed, failure::unauthenticated, "algorithm_not_allowed"},
    {errc::critical_header, failure::unauthenticated, "header_critical"},
    {errc::embedded_key, failure::unauthenticated, "header_embedded_key"},
    {errc::encryption_header, failure::unauthenticated, "header_encryption"},
    {errc::type_missing, failure::unauthenticated, "type_missing"},
    {errc::type_not_allowed, failure::unauthenticated, "type_not_allowed"},
    {errc::nested_token, failure::unauthenticated, "token_nested"},
    {errc::issuer_unknown, failure::unauthenticated, "issuer_unknown"},
    {errc::key_unknown, failure::unauthenticated, "key_unknown"},
    {errc::keys_unavailable, failure::unavailable, "keys_unavailable"},
    {errc::key_ambiguous, failure::unauthenticated, "key_ambiguous"},
    {errc::key_not_for_algorithm, failure::unauthenticated, "key_not_for_algorithm"},
    {errc::signature_invalid, failure::unauthenticated, "signature_invalid"},
    {errc::bad_claims_json, failure::unauthenticated, "claims_bad_json"},
    {errc::bad_claim_type, failure::unauthenticated, "claim_bad_type"},
    {errc::control_character, failure::unauthenticated, "claim_control_character"},
    {errc::claim_missing, failure::unauthenticated, "claim_missing"},
    {errc::time_out_of_range, failure::unauthenticated, "time_out_of_range"},
    {errc::expired, failure::unauthenticated, "expired"},
    {errc::not_yet_valid, failure::unauthenticated, "not_yet_valid"},
    {errc::times_contradict, failure::unauthenticated, "times_contradict"},
    {errc::lifetime_too_long, failure::unauthenticated, "lifetime_too_long"},
    {errc::audience_mismatch, failure::unauthenticated, "audience_mismatch"},
    {errc::subject_invalid, failure::unauthenticated, "subject_invalid"},
    {errc::permissions_invalid, failure::unauthenticated, "permissions_invalid"},
    {errc::not_access_token, failure::unauthenticated, "not_access_token"},
    {errc::sender_constrained, failure::unauthenticated, "sender_constrained"},
    {errc::issuer_declared_twice, failure::unauthenticated, "issuer_declared_twice"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.jwt", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::jwt
