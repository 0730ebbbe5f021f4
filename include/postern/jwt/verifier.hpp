// Verifies tokens.
//
//   const auto verifier = jwt::verifier::create({{profile, keys}});
//   const auto token = verifier->verify(text, clock.now());
//   if (token) use(token->claims().subject);
//
// Servers that verify slow algorithms on another thread use the two steps of it:
//   examine(text)           checks the structure and finds issuer and key; no cryptography
//   prove(candidate, now)   checks the signature, then the claims
#pragma once

#include <postern/base/clock.hpp>
#include <postern/jwt/claims.hpp>
#include <postern/jwt/jws.hpp>
#include <postern/jwt/profile.hpp>
#include <postern/keys/ring.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::jwt {

// An issuer that is trusted: what its tokens must look like, and its keys.
struct trusted_issuer
{
    jwt::profile profile;
    keys::ring keys;
};

// The key that verified a token. The token is trusted as long as the ring has this key.
struct signer
{
    keys::ring ring;
    keys::key_identity key;
    std::uint64_t generation = 0; // at which the ring had it
};

// The parts of a typed subject, `type:uuid`.
struct subject_parts
{
    std::string type;
    std::string id;
};

// A token whose signature and claims were checked. Only a verifier makes one.
class verified_token
{
public:
    const jwt::profile& profile() const noexcept { return issuer_->profile; }
    const jwt::claims& claims() const noexcept { return claims_; }
    const std::string& kid() const noexcept { return kid_; } // empty: a key without name
    const jwt::signer& signer() const noexcept { return signer_; }

    // Set where the profile has typed subjects.
    const std::optional<subject_parts>& typed_subject() const noexcept { return subject_; }

    // Set where the profile names a permission claim and the token has it.
    std::optional<std::uint64_t> permissions() const noexcept { return permissions_; }

    // Valid while not_before() <= now < not_after(); the leeway is already in both.
    time_point not_before() const noexcept { return not_before_; }
    time_point not_after() const noexcept { return not_after_; }

private:
    friend class verifier;
    verified_token(
        std::shared_ptr<const trusted_issuer> issuer, jwt::claims claims, jwt::signer signer
    )
        : issuer_(std::move(issuer)), claims_(std::move(claims)), signer_(std::move(signer))
    {
    }

    std::shared_ptr<const trusted_issuer> issuer_;
    jwt::claims claims_;
    jwt::signer signer_;
    std::string kid_;
    std::optional<subject_parts> subject_;
    std::optional<std::uint64_t> permissions_;
    time_point not_before_ = time_point::min();
    time_point not_after_ = time_point::max();
};

// A well-formed token and the key that its signature must match, which it owns. It is not verified
// yet, so its claims must not be used.
class candidate
{
public:
    const keys::key& key() const noexcept { return *key_; }
    crypto::algorithm algorithm() const noexcept { return jws_.header.algorithm; }

    // Copies what it still needs of the text that it was read from, which may then go.
    void own_text()
    {
        text_ = std::make_unique<const std::string>(jws_.signing_input);
        jws_.signing_input = *text_;
    }

private:
    friend class verifier;
    candidate(
        jws token, jwt::claims claims, std::shared_ptr<const trusted_issuer> issuer,
        std::shared_ptr<const keys::key> key, std::uint64_t generation
    )
        : jws_(std::move(token)), claims_(std::move(claims)), issuer_(std::move(issuer)),
          key_(std::move(key)), generation_(generation)
    {
    }

    jws jws_;
    jwt::claims claims_;
    std::shared_ptr<const trusted_issuer> issuer_;
    std::shared_ptr<const keys::key> key_;
    std::uint64_t generation_;                // of the issuer's ring when it had the key
    std::unique_ptr<const std::string> text_; // null: the signing input lies in the caller's text
};

// Immutable after creation; safe from every thread at once.
class verifier
{
public:
    // Refuses two issuers with the same `iss`. A kid that two issuers without `iss` have is used by
    // neither.
    static result<verifier>
    create(std::vector<trusted_issuer> issuers, std::size_t max_token_size = 8 * 1024);

    // `text` must outlive the candidate, unless that owns its text.
    result<candidate> examine(std::string_view text) const;
    result<verified_token> prove(candidate&&, time_point now) const;

    result<verified_token> verify(std::string_view text, time_point now) const;

    std::size_t max_token_size() const noexcept { return max_token_size_; }

private:
    using issuer_ptr = std::shared_ptr<const trusted_issuer>;
    struct choice;
    result<choice> choose_key(const jose_header&, const std::optional<std::string>& issuer) const;
    void count_unknown_kid(const std::optional<std::string>& issuer) const;

    std::vector<issuer_ptr> issuers_;
    std::size_t max_token_size_ = 0;
};

} // namespace postern::jwt
