// What the resolver concludes about one request.
#pragma once

#include <postern/resolve/credential_cache.hpp>

#include <cstddef>
#include <string_view>

namespace postern::resolve {

enum class outcome
{
    valid,       // proven and admitted
    none,        // nothing was credential
    invalid,     // what was credential proves nothing
    forbidden,   // proven, but not for this place; or an identity header was sent
    unavailable, // cannot be known now
    malformed,   // the proxy asked in a way that cannot be read
    preflight,   // a CORS preflight on an endpoint that lets them pass, as nobody
};

inline constexpr std::size_t outcome_count = 7;

std::string_view to_string(outcome) noexcept;

// An allowing decision holds an identity that was proven, and there is one way to make it: in
// enforce mode no 200 exists without one (but for preflights, which pass as nobody where an
// endpoint says so).
class decision
{
public:
    static decision allow(proof_ptr proven);
    static decision forbid(error_code reason, proof_ptr proven);
    // The class of the reason picks the outcome. `stale_cookie`: a session cookie proved nothing.
    static decision refuse(error_code reason, bool stale_cookie = false);
    static decision pass_preflight();

    resolve::outcome outcome() const noexcept { return outcome_; }
    const error_code& reason() const noexcept { return reason_; }

    bool stale_cookie() const noexcept { return stale_cookie_; }

    // Who was proven; null unless valid or forbidden by policy.
    const proof_ptr& proven() const noexcept { return proven_; }

private:
    decision(resolve::outcome, error_code, proof_ptr) noexcept;

    resolve::outcome outcome_;
    error_code reason_;
    bool stale_cookie_ = false;
    proof_ptr proven_;
};

} // namespace postern::resolve
