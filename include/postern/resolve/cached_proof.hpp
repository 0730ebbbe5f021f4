// A proof and what is kept beside it for its next uses.
#pragma once

#include <postern/crypto/digest.hpp>
#include <postern/keys/ring.hpp>
#include <postern/resolve/identity.hpp>
#include <postern/resolve/validity.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postern::resolve {

// The key that a token was proven by. It must still be in the ring.
struct signed_by
{
    keys::ring ring;
    keys::key_identity key;
};

// What a credential proved. Immutable.
struct proof
{
    identity_ptr who;
    crypto::sha256_digest credential;  // SHA-256 of the whole token or cookie
    std::optional<signed_by> signer{}; // none: of a session
};

// The life of a session in the store, as far as it is known here.
struct cached_session
{
    std::string id;
    std::chrono::seconds idle;
    time_point idle_expiry;  // as the store had it last
    time_point next_touch{}; // not before: a touch may be under way, or have failed
};

// Not thread-safe: belongs to one worker.
struct cached_proof
{
    const proof proven;
    validity checked;                        // what it was last checked against
    std::unique_ptr<cached_session> session; // null: of a token

    // One prebuilt reply for each slot that has answered with this proof; null: not built yet. Only
    // the owner of a slot knows the type of the replies in it.
    std::vector<std::shared_ptr<const void>> replies{};
};

using cached_proof_ptr = std::shared_ptr<cached_proof>;

} // namespace postern::resolve
