// A session, its record in the store, and its cookie.
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

// Whose sessions are read.
enum class format
{
    postern,
    authgear // authgear.hpp
};

// `sessions` in the configuration.
struct options
{
    session::format format = session::format::postern;
    std::string app{}; // of Authgear
    std::string cookie = "session";
    std::chrono::seconds touch_interval{60};
    // Of a new session, if the request does not say; of every session of Authgear.
    std::chrono::seconds idle{7 * 24 * 3600};
    std::chrono::seconds lifetime{30 * 24 * 3600};
    bool clear_invalid_cookie = false; // only in the dialect authgear
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

// 43 characters of base64url: 32 random octets. A cookie with any other value is never looked up.
bool is_cookie_value(std::string_view text) noexcept;
secret make_cookie_value();

// The public id of a session: base64url of the SHA-256 of its cookie's value. The cookie cannot be
// calculated from it, so that the id may be listed, logged and used to end the session.
std::string id_of(std::string_view cookie_value);
std::string id_of(const crypto::sha256_digest& digest_of_cookie_value);

// Whether the text has the form of an id.
bool is_id(std::string_view text) noexcept;

// A record is bound to its id: with another id it is errc::unreadable. So is a record with a number
// or a time out of range, because other programs may write records: after decode(), `idle` is in
// its range, each time lies between 1970 and 2255, and expires_at is not before created_at.
std::string encode(const record& session, std::string_view id);
result<record> decode(std::string_view stored, std::string_view id);

// Reads the body of POST /v1/sessions: `user_id`, and optionally authenticated_at (Unix seconds),
// idle_seconds, lifetime_seconds, amr, roles, anonymous, verified, can_reauthenticate, client_id
// and claims. `problem` names the wrong member and never its value. An identity that does not fit
// the identity headers is refused here, because every check of that session would be refused.
result<record>
parse_new(std::string_view json, const options& defaults, time_point now, std::string& problem);

// A session as the API shows it, with its id and its idle expiry. It holds no secret.
boost::json::object describe(const record& session, std::string_view id, time_point idle_expiry);

} // namespace postern::session
