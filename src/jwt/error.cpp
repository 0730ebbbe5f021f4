// The table of reasons. A name is a metric label and a word in logs, so it never changes.
#include <postern/jwt/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace postern::jwt {
namespace {

struct row
{
    errc code;
    const char* name;
};

constexpr std::array<row, 37> table{{
    {errc::too_long, "token_too_long"},
    {errc::not_compact, "token_not_compact"},
    {errc::bad_character, "token_bad_character"},
    {errc::bad_base64url, "token_bad_base64url"},
    {errc::jwe, "token_encrypted"},
    {errc::bad_header_json, "header_bad_json"},
    {errc::bad_header_member, "header_bad_member"},
    {errc::algorithm_missing, "algorithm_missing"},
    {errc::algorithm_none, "algorithm_none"},
    {errc::algorithm_unknown, "algorithm_unknown"},
    {errc::algorithm_not_allowed, "algorithm_not_allowed"},
    {errc::critical_header, "header_critical"},
    {errc::embedded_key, "header_embedded_key"},
    {errc::encryption_header, "header_encryption"},
    {errc::type_missing, "type_missing"},
    {errc::type_not_allowed, "type_not_allowed"},
    {errc::nested_token, "token_nested"},
    {errc::issuer_unknown, "issuer_unknown"},
    {errc::key_unknown, "key_unknown"},
    {errc::key_ambiguous, "key_ambiguous"},
    {errc::key_not_for_algorithm, "key_not_for_algorithm"},
    {errc::signature_invalid, "signature_invalid"},
    {errc::bad_claims_json, "claims_bad_json"},
    {errc::bad_claim_type, "claim_bad_type"},
    {errc::control_character, "claim_control_character"},
    {errc::claim_missing, "claim_missing"},
    {errc::time_out_of_range, "time_out_of_range"},
    {errc::expired, "expired"},
    {errc::not_yet_valid, "not_yet_valid"},
    {errc::times_contradict, "times_contradict"},
    {errc::lifetime_too_long, "lifetime_too_long"},
    {errc::audience_mismatch, "audience_mismatch"},
    {errc::subject_invalid, "subject_invalid"},
    {errc::permissions_invalid, "permissions_invalid"},
    {errc::not_access_token, "not_access_token"},
    {errc::sender_constrained, "sender_constrained"},
    {errc::issuer_declared_twice, "issuer_declared_twice"},
}};

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.jwt"; }

    std::string message(int value) const override
    {
        const auto found = std::find_if(table.begin(), table.end(), [&](const row& r) {
            return r.code == static_cast<errc>(value);
        });
        return found == table.end() ? "unknown" : found->name;
    }

    boost::system::error_condition default_error_condition(int) const noexcept override
    {
        return make_error_condition(failure::unauthenticated);
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::jwt
