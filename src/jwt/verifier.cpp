// The order of the checks: issuer, key, algorithm, type, signature, claims.
#include <postern/jwt/verifier.hpp>

#include "checks.hpp"
#include "media_type.hpp"

#include <algorithm>
#include <set>

namespace postern::jwt {
namespace {

// RFC 8725 §3.11: the type separates access tokens from other kinds of JWT.
error_code check_type(const jwt::profile& profile, const std::optional<std::string>& type)
{
    if (!type)
        return profile.type_required ? make_error_code(errc::type_missing) : error_code();
    const bool accepted =
        std::any_of(profile.types.begin(), profile.types.end(), [&](const std::string& t) {
            return same_media_type(t, *type);
        });
    return accepted ? error_code() : errc::type_not_allowed;
}

} // namespace

struct verifier::choice
{
    issuer_ptr issuer;
    std::shared_ptr<const keys::key> key;
    std::uint64_t generation = 0;
};

result<verifier> verifier::create(std::vector<trusted_issuer> issuers, std::size_t max_token_size)
{
    std::set<std::string, std::less<>> names;
    verifier made;
    made.max_token_size_ = max_token_size;
    for (trusted_issuer& issuer : issuers) {
        // iss chooses the profile, so it must be unique.
        if (issuer.profile.issuer && !names.insert(*issuer.profile.issuer).second)
            return errc::issuer_declared_twice;
        made.issuers_.push_back(std::make_shared<const trusted_issuer>(std::move(issuer)));
    }
    return made;
}

// The token's iss chooses the issuer, its kid one of the issuer's keys. A token without iss may
// belong to any profile without issuer. Exactly one key must fit: by its kid, or without kid by
// alg.
result<verifier::choice>
verifier::choose_key(const jose_header& header, const std::optional<std::string>& issuer) const
{
    choice chosen;
    bool known_issuer = false;
    bool lacks_keys = false;
    for (const issuer_ptr& candidate : issuers_) {
        if (candidate->profile.issuer != issuer)
            continue;
        known_issuer = true;
        const auto [keys, extent, generation] = candidate->keys.current();
        lacks_keys = lacks_keys || extent == keys::completeness::partial;
        for (const keys::key& key : keys->keys()) {
            const bool fits =
                header.kid ? key.kid == *header.kid : key.algorithms.contains(header.algorithm);
            if (!fits)
                continue;
            // A second key fits: no rule says which one signed.
            if (chosen.key != nullptr)
                return errc::key_ambiguous;
            chosen = {candidate, {keys, &key}, generation};
        }
    }
    if (!known_issuer)
        return errc::issuer_unknown;
    if (chosen.key != nullptr)
        return chosen;
    if (header.kid)
        count_unknown_kid(issuer);
    // The key may be among those that are not known now.
    if (lacks_keys)
        return errc::keys_unavailable;
    return header.kid ? errc::key_unknown : errc::key_ambiguous;
}

// Each issuer that the key could belong to may have a new key.
void verifier::count_unknown_kid(const std::optional<std::string>& issuer) const
{
    for (const issuer_ptr& each : issuers_)
        if (each->profile.issuer == issuer)
            each->keys.count_unknown_kid();
}

result<candidate> verifier::examine(std::string_view text) const
{
    auto token = parse_jws(text, max_token_size_);
    if (!token)
        return token.error();
    // The signature is not checked yet. iss is needed to find the key.
    auto claims = parse_claims(token->payload);
    if (!claims)
        return claims.error();
    auto chosen = choose_key(token->header, claims->issuer);
    if (!chosen)
        return chosen.error();

    const jwt::profile& profile = chosen->issuer->profile;
    // RFC 8725 §3.1: the profile and the key must both allow the algorithm.
    if (!profile.algorithms.contains(token->header.algorithm))
        return errc::algorithm_not_allowed;
    if (!chosen->key->algorithms.contains(token->header.algorithm))
        return errc::key_not_for_algorithm;
    if (const error_code failed = check_type(profile, token->header.type))
        return failed;

    return candidate(
        std::move(*token), std::move(*claims), std::move(chosen->issuer), std::move(chosen->key),
        chosen->generation
    );
}

result<verified_token> verifier::prove(candidate&& unproven, time_point now) const
{
    const jws& token = unproven.jws_;
    // RFC 7515 §5.2 step 8: over the octets as received.
    if (!unproven.key_->verifies(token.header.algorithm, token.signing_input, token.signature))
        return errc::signature_invalid;

    const jwt::profile& profile = unproven.issuer_->profile;
    // The signature is valid, so the claims come from the issuer.
    if (const error_code failed = check_claims(profile, unproven.claims_, now))
        return failed;
    auto subject = read_subject(profile, unproven.claims_);
    if (!subject)
        return subject.error();
    const auto permissions = read_permissions(profile, unproven.claims_);
    if (!permissions)
        return permissions.error();

    // The result keeps the times, so that a caller knows how long the token is valid.
    signer by{unproven.issuer_->keys, unproven.key_->identity, unproven.generation_};
    verified_token proven(std::move(unproven.issuer_), std::move(unproven.claims_), std::move(by));
    proven.not_before_ = begins(proven.profile(), proven.claims_);
    proven.not_after_ = ends(proven.profile(), proven.claims_);
    proven.subject_ = std::move(*subject);
    proven.permissions_ = *permissions;
    proven.kid_ = unproven.key_->kid;
    return proven;
}

result<verified_token> verifier::verify(std::string_view text, time_point now) const
{
    auto unproven = examine(text);
    if (!unproven)
        return unproven.error();
    return prove(std::move(*unproven), now);
}

} // namespace postern::jwt
