// What can be taken back, and by which name.
//
//   {"token": {"iss": "https://issuer.example", "jti": "4711"}}
//   {"session": "<id>"}     a session of the store, or the `sid` of tokens
//   {"subject": "alice", "before": 1767225600}
//   {"key": "<kid>"}
// each with an optional "expires_at" (Unix seconds), after which the entry cannot matter any more.
// In the store "before_micros" may follow "before": microseconds to add to it.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/revocation/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::revocation {

// The names of something proven; part of every identity.
struct revocable_ids
{
    std::string issuer;  // `iss`; empty without one
    std::string subject; // `sub` as it was sent, or the user of a session
    std::optional<std::string> token_id;
    std::optional<std::string> session;  // `sid`, or the id of a session of the store
    std::optional<std::string> key;      // `kid` of the key that verified it
    std::optional<time_point> issued_at; // `iat`; of a session, its creation
};

enum class kind
{
    token,
    session,
    subject,
    key
};

struct entry
{
    revocation::kind kind = kind::token;
    std::string name;                  // jti, session id, sub or kid
    std::string issuer;                // token: its `iss`; empty without one
    time_point before{};               // subject: what was issued earlier is revoked; microseconds
    std::optional<time_point> expires; // nothing: stays until it is removed
    time_point created{};
};

// Digest of kind, issuer and name: the same thing revoked twice is one entry.
using entry_name = crypto::sha256_digest;
entry_name name_of(kind, std::string_view name, std::string_view issuer = {});
entry_name name_of(const entry&);

// The name as it appears in the API and as the store's key: 43 characters of base64url.
std::string id_of(const entry_name&);

// Both forms above. `now` stands for an absent "before" and "created_at", and what expires by then
// is refused. Names are 1 to 8192 octets of text without control characters: what a token can hold.
result<entry> parse_entry(std::string_view json, time_point now);

// For the API, with "created_at"; "before" rounded up, so that it is true of `iat`.
std::string render(const entry&);

// For the store: nothing is lost. A stored subject without "before" is errc::bad_time, because no
// time can stand in for it.
std::string encode(const entry&);
result<entry> decode(std::string_view stored);

std::string_view to_string(kind) noexcept;

} // namespace postern::revocation
