// Sessions that Authgear keeps in its own Redis. Postern reads them and never writes them.
//
// The value of the cookie is `ID.SECRET`. The record holds the SHA-256 of that value and no expiry:
// the expiry is calculated from the lifetimes in the configuration. docs/authgear-redis.md says
// what the record does not hold.
#pragma once

#include <postern/session/session.hpp>

#include <string>
#include <string_view>

namespace postern::session {

// The kind of these records in the store.
inline constexpr std::string_view authgear_kind = "authgear-session";

// How the records' keys begin in the Redis of an Authgear app; the id follows.
std::string authgear_key_prefix(std::string_view app);

// A lower-case UUID, a dot and 32 letters or digits. No other value is looked up.
bool is_authgear_cookie_value(std::string_view text) noexcept;

// The id in the value of a cookie. REQUIRES: is_authgear_cookie_value(cookie_value).
std::string_view authgear_id_of(std::string_view cookie_value) noexcept;

// errc::unknown if the record belongs to a cookie with another secret; errc::unreadable if it is
// not the record of this id, or a member that is needed is missing or of another type. `idle` and
// `lifetime` are read from the options. Roles, claims and the facts about the user stay unset.
result<record> decode_authgear(
    std::string_view stored, std::string_view id, const crypto::sha256_digest& of_cookie_value,
    const options& lifetimes
);

} // namespace postern::session
