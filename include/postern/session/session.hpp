// What a session is, its record in the store, and its cookie.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/base/secret.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/session/error.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::session {

// `sessions` of the configuration.
struct options
{
    std::string cookie = "session";
    std::chrono::seconds touch_interval{60};
    std::chrono::seconds idle{7 * 24 * 3600};      // of sessions that do not say
    std::chrono::seconds lifetime{30 * 24 * 3600}; // likewise
    bool clear_invalid_cookie = false;             // dialect authgear alone
};

// The longest idle time and the longest lifetime of a session: ten years. A time_point ends in
// 2262, so that the present time can be added to it.
inline constexpr std::chrono::seconds longest_duration{10L * 365 * 24 * 3600};

struct record
{
    std::string user_id;
    time_point created_at; // in microseconds, because revocations compare it
    time_point authenticated_at;
    time_point expires_at;       // the absolute expiry; the store keeps the idle expiry
    std::chrono::seconds idle{}; // one second to longest_duration
    std::vector<std::string> amr;
    std::vector<std::string> roles;
    std::optional<bool> anonymous;
    std::optional<bool> verified;
    std::optional<bool> can_reauthenticate;
    std::optional<std::string> client_id;
    boost::json::object claims; // for mapped identity headers
};

// 43 characters of base64url: 32 random octets. Whatever else a cookie holds is never looked up.
bool is_cookie_value(std::string_view text) noexcept;
secret make_cookie_value();

// The public name of a session: base64url of the SHA-256 of its cookie's value. From it nobody
// gets back to the cookie, so it may be listed, logged and used to end the session.
std::string id_of(std::string_view cookie_value);
std::string id_of(const crypto::sha256_digest& digest_of_cookie_value);

// Whether it could be one.
bool is_id(std::string_view text) noexcept;

// A record is bound to its id: with another id it is errc::unreadable. So is a record with a number
// or a time out of range, because other programs may write records: after decode(), `idle` is in
// its range, each time lies between 1970 and 2255, and expires_at is not before created_at.
std::string encode(const record&, std::string_view id);
result<record> decode(std::string_view text, std::string_view id);

// The body of POST /v1/sessions: `user_id`, and optionally authenticated_at (Unix seconds), idle
// and lifetime (seconds), amr, roles, anonymous, verified, can_reauthenticate, client_id, claims.
// `problem` names the member that is wrong, never a value. Whom identity headers could not hold is
// refused: every request would be.
result<record>
parse_new(std::string_view json, const options& defaults, time_point now, std::string& problem);

// What the API shows of a session: everything but its secret, with its id and when it expires if
// nobody uses it.
boost::json::object describe(const record&, std::string_view id, time_point idle_expiry);

} // namespace postern::session
