// The JSON of sessions in the API: the request that creates a session, and its description.
#include <postern/base/unix_time.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>

#include "members.hpp"

#include <boost/json/value.hpp>

namespace postern::session {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

// `lifetime_seconds` is a member of the request only. A session has `expires_at` instead.
error_code take_lifetime(json::object& members, seconds& into, std::string& problem)
{
    const json::value* given = members.if_contains("lifetime_seconds");
    if (given == nullptr)
        return {};
    const auto count = codec::integer_of(*given);
    if (!count || !is_duration(seconds(*count)))
        return refuse(errc::bad_member, "lifetime_seconds", problem);
    into = seconds(*count);
    members.erase("lifetime_seconds");
    return {};
}

} // namespace

result<record>
parse_new(std::string_view text, const options& defaults, time_point now, std::string& problem)
{
    auto members = codec::parse_json_object(text);
    if (!members) {
        problem = "not one JSON object: " + members.error().message();
        return errc::not_an_object;
    }
    // A stored record has these two members, but a request must not set them.
    for (const std::string_view reserved : {"created_at", "expires_at"})
        if (members->contains(reserved))
            return refuse(errc::unknown_member, reserved, problem);
    // Take the lifetime out of the members, because read_members() does not know it.
    seconds lifetime = defaults.lifetime;
    if (const error_code bad = take_lifetime(*members, lifetime, problem))
        return bad;
    // Start from the defaults, which the request's members then replace.
    record made;
    made.created_at = made.authenticated_at = now;
    made.expires_at = now + lifetime;
    made.idle = defaults.idle;
    if (const error_code bad = read_members(*members, made, problem))
        return bad;
    // Only this member is required.
    if (made.user_id.empty())
        return refuse(errc::user_missing, "user_id", problem);
    return made;
}

json::object describe(const record& session, std::string_view id, time_point idle_expiry)
{
    // Write the id, the members of the session, and the expiry that only the store knows.
    json::object all{{"id", id}};
    write_members(session, all);
    all["idle_expires_at"] = second_of(idle_expiry);
    return all;
}

} // namespace postern::session
