// The reasons that the resolver itself finds. Those of tokens are jwt::errc, of sessions
// session::errc.
#pragma once

#include <postern/base/error.hpp>

namespace postern::resolve {

enum class errc
{
    // malformed: the check is not as the dialect of the proxy demands (a misconfiguration fails
    // closed)
    original_missing = 1, // a mandatory field of the original request is missing or empty
    original_doubled,     // ... or there twice
    scheme_invalid,       // not http, https, ws or wss
    policy_unknown,       // the proxy names a policy that the configuration does not have
    option_unknown,       // the proxy says something that means nothing here

    // malformed: the proxy passed on what the client sent, and that cannot be read
    host_invalid,   // the original host is not one valid name
    method_invalid, // the original method is not a token
    uri_invalid,    // the original URI is neither a path nor *

    // unauthenticated
    no_credential,         // the request has no credential that this endpoint reads
    authorization_doubled, // two Authorization lines (RFC 9110 §5.3)
    bearer_malformed, // Bearer without a token, with a tab, a comma or inner space (RFC 6750 §2.1)
    cookie_doubled,   // one cookie name with different values
    identity_too_large,     // the identity headers would pass 4 KiB
    identity_claim_invalid, // a standard identity claim of another type than the table's
    revoked,                // the token, its session, subject or key was taken back

    // forbidden
    identity_header_sent, // the tripwire: the client sent an identity header
    role_missing,
    scope_missing,
    permission_missing,
    subject_type_refused,
    issuer_refused,
    amr_missing,

    // unavailable
    deadline_exceeded, // the check's own deadline
    crypto_queue_full, // the pool for slow signatures has no room
    no_store,          // a session cookie, but no store is configured
    proof_failed,      // the proof ended with an exception, such as no memory

    // internal
    identity_missing, // a decision was to allow a request without an identity: a bug
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::resolve

template <>
struct boost::system::is_error_code_enum<postern::resolve::errc> : std::true_type
{
};
