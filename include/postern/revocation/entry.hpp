// Revocations: an entry names a token, a session, a subject or a key that is no longer valid.
//
//   {"token": {"iss": "https://issuer.example", "jti": "4711"}}
//   {"session": "<id>"}     a session of the store, or the `sid` of tokens
//   {"subject": "alice", "before": 1767225600}
//   {"key": {"iss": "https://issuer.example", "kid": "2030-01"}}, or {"key": "2030-01"} for the
//   keys
//                           of all issuers with this kid
// Each may have "expires_at" (Unix seconds): from then on the entry has no effect, because
// the credentials that it revokes have expired. "before_micros" holds microseconds that are added
// to "before".
#pragma once

#include <postern/base/clock.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/revocation/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::revocation {

// The ids by which an identity can be revoked. Every identity has them.
struct revocable_ids
{
    std::string issuer;  // `iss`; empty without one
    std::string subject; // `sub` as it is in the token, or the user of a session
    std::optional<std::string> token_id;
    std::optional<std::string> session;  // `sid`, or the id of a session of the store
    std::optional<std::string> key;      // `kid` of the key that verified it
    std::optional<time_point> issued_at; // `iat` of a token, or the creation of a session
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
    std::string issuer;                // of a token or key: its `iss`; empty without one
    time_point before{};               // of a subject: it is revoked if it was issued before this
    std::optional<time_point> expires; // without: the entry stays until it is removed
    time_point created{};
};

// The digest of kind, issuer and name. To revoke the same thing twice makes one entry.
using entry_name = crypto::sha256_digest;
entry_name name_of(kind entry_kind, std::string_view name, std::string_view issuer = {});
entry_name name_of(const entry&);

// Whether an entry with one of these ids revokes them. An entry of a subject revokes what was
// issued before its time, and what does not say when it was issued.
bool is_in_force(kind entry_kind, time_point before, const revocable_ids& ids) noexcept;

// The names of all entries that would revoke these ids.
std::vector<entry_name> names_of(const revocable_ids& ids);

// The id of an entry in the API and in the store: its name in base64url, 43 characters.
std::string id_of(const entry_name& name);

// Reads the body of POST /v1/revocations. "before" and "created_at" are `now` if they are absent,
// and an "expires_at" that is not after `now` is refused. A name is 1 to 8192 octets of text
// without control characters, because a token of the usual limit can hold such a name.
result<entry> parse_entry(std::string_view json, time_point now);

// An entry as the API shows it. "before" is rounded up to the second, because `iat` has whole
// seconds and a token issued in that second is revoked.
std::string render(const entry&);

// The stored form keeps the microseconds. A subject without "before" is errc::bad_time there,
// because the time at which it was written is not known.
std::string encode(const entry&);
result<entry> decode(std::string_view stored);

std::string_view to_string(kind entry_kind) noexcept;

} // namespace postern::revocation
