// What the resolver concludes about one request. It knows nothing of how the answer is carried.
#pragma once

#include <postern/resolve/cached_proof.hpp>

#include <cstddef>
#include <string_view>

namespace postern::resolve {

enum class outcome
{
    valid,       // proven and admitted
    none,        // the request carries no credential
    invalid,     // the credential proves nothing
    forbidden,   // proven, but the policy does not admit it; or an identity header was sent
    unavailable, // cannot be known now
    malformed,   // the check of the proxy is not as its dialect demands: a wrong configuration
    bad_request, // the client's own request cannot be read
    preflight,   // a CORS preflight where they may pass; without an identity
};

inline constexpr std::size_t outcome_count = 8;

std::string_view to_string(outcome value) noexcept;

// `valid` always comes with an identity that was proven: allow() is the only way to it, and turns
// into a refusal if there is no identity.
class decision
{
public:
    static decision allow(cached_proof_ptr proof);
    static decision forbid(error_code reason, cached_proof_ptr proof);
    // The class of the reason picks the outcome. `stale_cookie`: a session cookie proved nothing.
    static decision refuse(error_code reason, bool stale_cookie = false);
    static decision pass_preflight();

    resolve::outcome outcome() const noexcept { return outcome_; }
    const error_code& reason() const noexcept { return reason_; }
    bool stale_cookie() const noexcept { return stale_cookie_; }

    // Null unless valid, or forbidden by the policy.
    const cached_proof_ptr& proof() const noexcept { return proof_; }
    const resolve::identity* identity() const noexcept
    {
        return proof_ ? proof_->proven.who.get() : nullptr;
    }

private:
    decision(resolve::outcome outcome, error_code reason, cached_proof_ptr proof) noexcept;

    resolve::outcome outcome_;
    error_code reason_;
    bool stale_cookie_ = false;
    cached_proof_ptr proof_;
};

} // namespace postern::resolve
