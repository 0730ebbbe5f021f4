// A name is a metric label and a word in logs, so it never changes.
#include <postern/base/reasons.hpp>
#include <postern/resolve/error.hpp>

namespace postern::resolve {
namespace {

constexpr reason reasons[] = {
    {errc::original_missing, failure::malformed, "original_missing"},
    {errc::original_doubled, failure::malformed, "original_doubled"},
    {errc::scheme_invalid, failure::malformed, "scheme_invalid"},
    {errc::policy_unknown, failure::malformed, "policy_unknown"},
    {errc::option_unknown, failure::malformed, "option_unknown"},
    {errc::host_invalid, failure::malformed, "host_invalid"},
    {errc::method_invalid, failure::malformed, "method_invalid"},
    {errc::uri_invalid, failure::malformed, "uri_invalid"},
    {errc::no_credential, failure::unauthenticated, "no_credential"},
    {errc::authorization_doubled, failure::unauthenticated, "authorization_doubled"},
    {errc::bearer_malformed, failure::unauthenticated, "bearer_malformed"},
    {errc::cookie_doubled, failure::unauthenticated, "cookie_doubled"},
    {errc::identity_too_large, failure::unauthenticated, "identity_too_large"},
    {errc::identity_claim_invalid, failure::unauthenticated, "identity_claim_invalid"},
    {errc::revoked, failure::unauthenticated, "revoked"},
    {errc::identity_header_sent, failure::forbidden, "identity_header_sent"},
    {errc::role_missing, failure::forbidden, "role_missing"},
    {errc::scope_missing, failure::forbidden, "scope_missing"},
    {errc::permission_missing, failure::forbidden, "permission_missing"},
    {errc::subject_type_refused, failure::forbidden, "subject_type_refused"},
    {errc::issuer_refused, failure::forbidden, "issuer_refused"},
    {errc::amr_missing, failure::forbidden, "amr_missing"},
    {errc::deadline_exceeded, failure::unavailable, "deadline_exceeded"},
    {errc::crypto_queue_full, failure::unavailable, "crypto_queue_full"},
    {errc::no_store, failure::unavailable, "no_store"},
    {errc::proof_failed, failure::unavailable, "proof_failed"},
    {errc::identity_missing, failure::internal, "identity_missing"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.resolve", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::resolve
