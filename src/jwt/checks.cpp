#include "checks.hpp"

#include <postern/base/unix_time.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/codec/uuid.hpp>

#include <algorithm>
#include <array>

namespace postern::jwt {
namespace {

using std::chrono::seconds;

error_code check_required(const jwt::profile& profile, const claims& token)
{
    for (const std::string& name : profile.required)
        if (!token.all.contains(name))
            return errc::claim_missing;
    if (token.expires)
        return {};
    // A token without exp can only be revoked by its jti.
    if (profile.expiry == expiry_rule::required || !token.id)
        return errc::claim_missing;
    return {};
}

// RFC 7519 §4.1.4-4.1.6. At exactly exp a token is expired; at exactly nbf it is valid.
error_code check_times(const jwt::profile& profile, const claims& token, time_point now)
{
    if (now >= ends(profile, token))
        return errc::expired;
    if (now < begins(profile, token))
        return errc::not_yet_valid;
    // A token that starts after its end is an error of its issuer.
    if (token.expires && (token.issued_at.value_or(0) > *token.expires ||
                          token.not_before.value_or(0) > *token.expires))
        return errc::times_contradict;
    return {};
}

// The lifetime is also measured from now, because the issuer may write any iat.
error_code check_lifetime(const jwt::profile& profile, const claims& token, time_point now)
{
    if (!profile.max_lifetime || !token.expires)
        return {};
    if (token.issued_at && seconds(*token.expires - *token.issued_at) > *profile.max_lifetime)
        return errc::lifetime_too_long;
    if (at_second(*token.expires) - now > *profile.max_lifetime + profile.leeway)
        return errc::lifetime_too_long;
    return {};
}

// RFC 7519 §4.1.3: `aud` has at least one audience of the profile, compared octet by octet.
error_code check_audience(const jwt::profile& profile, const claims& token)
{
    if (profile.audience.empty())
        return {};
    if (!token.audience)
        return errc::claim_missing;
    const bool ours =
        std::any_of(token.audience->begin(), token.audience->end(), [&](const std::string& named) {
            return std::find(profile.audience.begin(), profile.audience.end(), named) !=
                   profile.audience.end();
        });
    return ours ? error_code() : errc::audience_mismatch;
}

struct foreign_claim
{
    std::string_view name;
    errc reason;
};

// Claims that access tokens do not have (RFC 8725 §3.11).
constexpr std::array<foreign_claim, 4> foreign_claims{{
    {"events", errc::not_access_token},  // RFC 8417: security events, logout tokens
    {"at_hash", errc::not_access_token}, // OpenID Connect Core §3.1.3.6: ID tokens
    {"c_hash", errc::not_access_token},
    {"cnf", errc::sender_constrained}, // RFC 7800: the holder would have to prove a key
}};

error_code check_kind(const claims& token)
{
    for (const foreign_claim& foreign : foreign_claims)
        if (token.all.contains(foreign.name))
            return foreign.reason;
    return {};
}

// The nil UUID names nobody.
bool names_somebody(std::string_view text)
{
    constexpr std::string_view nil = "00000000-0000-0000-0000-000000000000";
    return codec::is_uuid(text) && text != nil;
}

} // namespace

// RFC 7519 §4.1.5: not before nbf. A token from the future (iat) is not valid yet, either.
time_point begins(const jwt::profile& profile, const claims& token)
{
    const numeric_date start = std::max(token.not_before.value_or(0), token.issued_at.value_or(0));
    return at_second(start) - profile.leeway;
}

time_point ends(const jwt::profile& profile, const claims& token)
{
    return token.expires ? at_second(*token.expires) + profile.leeway : time_point::max();
}

error_code check_claims(const jwt::profile& profile, const claims& token, time_point now)
{
    // The kind comes first: in another kind of token the same claims mean something else.
    if (const error_code failed = check_kind(token))
        return failed;
    if (const error_code failed = check_required(profile, token))
        return failed;
    if (const error_code failed = check_times(profile, token, now))
        return failed;
    if (const error_code failed = check_lifetime(profile, token, now))
        return failed;
    return check_audience(profile, token);
}

result<std::optional<subject_parts>> read_subject(const jwt::profile& profile, const claims& token)
{
    if (profile.subject_types.empty() || !token.subject)
        return std::optional<subject_parts>();
    const std::size_t colon = token.subject->find(':');
    if (colon == std::string::npos)
        return errc::subject_invalid;
    subject_parts parts{token.subject->substr(0, colon), token.subject->substr(colon + 1)};
    const auto& types = profile.subject_types;
    if (std::find(types.begin(), types.end(), parts.type) == types.end() ||
        !names_somebody(parts.id))
        return errc::subject_invalid;
    return std::optional(std::move(parts));
}

result<std::optional<std::uint64_t>>
read_permissions(const jwt::profile& profile, const claims& token)
{
    using found = std::optional<std::uint64_t>;
    if (!profile.permissions)
        return found();
    const auto& path = profile.permissions->path;
    const boost::json::value* value = codec::find_member(token.all, path);
    if (value == nullptr) {
        // A token may leave the claim out. If a step of the path exists but is no object, for
        // example null, the token is wrong.
        for (std::size_t n = 1; n < path.size(); ++n)
            if (const auto* step = codec::find_member(token.all, std::span(path).first(n));
                step && !step->is_object())
                return errc::permissions_invalid;
        return found();
    }
    boost::system::error_code failed;
    // A double is refused even without a fraction, because it may be rounded.
    const auto mask = value->is_double() ? 0 : value->to_number<std::uint64_t>(failed);
    if (!value->is_number() || value->is_double() || failed ||
        (mask >> profile.permissions->bits) != 0)
        return errc::permissions_invalid;
    return found(mask);
}

} // namespace postern::jwt
