#include <postern/base/unix_time.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/hexadecimal.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/codec/rfc3339.hpp>
#include <postern/codec/uuid.hpp>
#include <postern/session/authgear.hpp>

#include "members.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace postern::session {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr std::size_t id_size = 36;
constexpr std::size_t secret_size = 32;

using path = std::vector<std::string>;

std::string hexadecimal_text(const crypto::sha256_digest& digest)
{
    return codec::hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::optional<std::string_view> text_at(const json::object& from, const path& at)
{
    const json::value* const found = codec::find_member(from, at);
    return found != nullptr ? codec::text_of(*found) : std::nullopt;
}

std::optional<time_point> time_at(const json::object& from, const path& at)
{
    const auto text = text_at(from, at);
    return text ? codec::rfc3339_decode(*text) : std::nullopt;
}

// Go writes a list that is not set as null.
bool is_unset(const json::value* given)
{
    return given == nullptr || given->is_null();
}

// The user and the means of authentication, with the same limits as in a record of Postern.
bool read_attributes(const json::object& from, record& into)
{
    const json::value* const user = codec::find_member(from, path{"attrs", "user_id"});
    const json::value* const claims = codec::find_member(from, path{"attrs", "claims"});
    if (user == nullptr || (!is_unset(claims) && !claims->is_object()))
        return false;
    json::object members{{"user_id", *user}};
    if (const json::value* const amr = codec::find_member(from, path{"attrs", "claims", "amr"});
        !is_unset(amr))
        members["amr"] = *amr;
    std::string problem;
    return !read_members(members, into, problem);
}

// The sum, at most the last second that is kept: time_point could not hold every sum.
time_point later(time_point from, seconds by)
{
    return std::min(from, at_second(last_kept_second) - by) + by;
}

bool read_times(const json::object& from, const options& lifetimes, record& into)
{
    const auto created = time_at(from, {"created_at"});
    const auto authenticated = time_at(from, {"authenticated_at"});
    const auto last_access = time_at(from, {"access_info", "last_access", "time"});
    if (!created || !authenticated || !last_access)
        return false;
    into.created_at = *created;
    into.authenticated_at = *authenticated;
    into.idle = lifetimes.idle;
    into.expires_at =
        std::min(later(*created, lifetimes.lifetime), later(*last_access, lifetimes.idle));
    return true;
}

} // namespace

std::string authgear_key_prefix(std::string_view app)
{
    return "app:" + std::string(app) + ":session:";
}

bool is_authgear_cookie_value(std::string_view text) noexcept
{
    if (text.size() != id_size + 1 + secret_size || text[id_size] != '.')
        return false;
    const std::string_view secret = text.substr(id_size + 1);
    return codec::is_uuid(authgear_id_of(text)) &&
           std::all_of(secret.begin(), secret.end(), codec::is_alphanumeric);
}

std::string_view authgear_id_of(std::string_view cookie_value) noexcept
{
    return cookie_value.substr(0, id_size);
}

result<record> decode_authgear(
    std::string_view stored, std::string_view id, const crypto::sha256_digest& of_cookie_value,
    const options& lifetimes
)
{
    const auto members = codec::parse_json_object(stored);
    if (!members || text_at(*members, {"id"}) != id)
        return errc::unreadable;
    // Nothing else of the record counts before the secret of the cookie is proven.
    const auto hash = text_at(*members, {"token_hash"});
    if (!hash)
        return errc::unreadable;
    if (!crypto::equal_in_constant_time(*hash, hexadecimal_text(of_cookie_value)))
        return errc::unknown;
    record read;
    if (!read_attributes(*members, read) || !read_times(*members, lifetimes, read))
        return errc::unreadable;
    return read;
}

} // namespace postern::session
