// The identity that a credential proved: the values of the identity headers.
#pragma once

#include <postern/jwt/verifier.hpp>
#include <postern/resolve/error.hpp>
#include <postern/revocation/entry.hpp>
#include <postern/session/session.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postern::resolve {

// A claim that becomes a header of its own (`identity.headers` of the configuration).
struct mapped_header
{
    std::string name;
    std::vector<std::string> path; // member names from the top of the claims
    bool as_json = false;          // objects, null and fractions as compact JSON instead of unset
};

struct identity_options
{
    std::string prefix = "X-Authgear-";
    std::vector<mapped_header> mapped;
};

// Made only from something that was proven. Immutable.
class identity
{
public:
    // Fails if a claim that becomes a header has a control character, if a claim of Authgear has
    // another type than the table's, or if the headers would be too large.
    static result<std::shared_ptr<const identity>>
    from_token(const jwt::verified_token& token, const identity_options& options);

    // The same for a session.
    static result<std::shared_ptr<const identity>>
    from_session(const session::record& from, std::string_view id, const identity_options& options);

    std::string issuer; // the profile's name; empty for a session
    std::string user_id;
    std::optional<std::string> subject_type;
    std::optional<bool> anonymous;
    std::optional<bool> verified;
    std::optional<bool> can_reauthenticate;
    std::vector<std::string> roles;
    std::vector<std::string> amr;
    std::optional<std::int64_t> authenticated_at; // Unix seconds
    std::optional<std::string> client_id;
    std::optional<std::string> scope; // space separated
    std::optional<std::uint64_t> permissions;
    std::vector<std::optional<std::string>>
        mapped; // one per identity_options::mapped, already encoded

    revocation::revocable_ids ids; // the names by which it can be taken back

    // Valid while not_before <= now < not_after.
    time_point not_before;
    time_point not_after;

private:
    identity() = default;
};

using identity_ptr = std::shared_ptr<const identity>;

} // namespace postern::resolve
