// The stored record: JSON that is read as strictly as a token, and bound to the session's id.
#include <postern/base/unix_time.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/session/session.hpp>

#include "members.hpp"

#include <boost/json/serialize.hpp>

namespace postern::session {
namespace {

constexpr std::int64_t version = 1;

// The prefix makes this digest differ from every id, so that neither can be used as the other.
std::string binding_of(std::string_view id)
{
    const auto digest = crypto::sha256(std::string("postern session record ").append(id));
    return codec::base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// False for a record of another version, and for one that was copied from another session.
bool is_bound(const boost::json::object& members, std::string_view id)
{
    const auto* const read_version = members.if_contains("v");
    const auto* const binding = members.if_contains("binding");
    return read_version && *read_version == version && binding && binding->is_string() &&
           std::string_view(binding->get_string()) == binding_of(id);
}

using std::chrono::microseconds;

// `created_at` has whole seconds, and this member the rest. It matters when a user signs in less
// than a second after all sessions of that user were revoked.
void write_micros(time_point created, boost::json::object& into)
{
    const auto past = created - at_second(second_of(created));
    into["created_micros"] = std::chrono::floor<microseconds>(past).count();
}

// Removes the member. A record without it is valid, and a value out of range is not.
bool take_micros(boost::json::object& members, microseconds& into)
{
    const auto* const given = members.if_contains("created_micros");
    if (given == nullptr)
        return true;
    // A value that is no integer becomes -1, which is out of range.
    into = microseconds(codec::integer_of(*given).value_or(-1));
    members.erase("created_micros"); // `given` ends here
    return into >= microseconds(0) && into < std::chrono::seconds(1);
}

// A record of another program may lack these members, or may end before it begins.
bool is_consistent(const record& read)
{
    return !read.user_id.empty() && is_duration(read.idle) && read.created_at <= read.expires_at;
}

} // namespace

std::string encode(const record& session, std::string_view id)
{
    boost::json::object all{{"v", version}, {"binding", binding_of(id)}};
    write_members(session, all);
    write_micros(session.created_at, all);
    return boost::json::serialize(all);
}

result<record> decode(std::string_view stored, std::string_view id)
{
    // Parse the JSON and check its version and its id.
    auto members = codec::parse_json_object(stored);
    if (!members || !is_bound(*members, id))
        return errc::unreadable;
    // Take out `v`, `binding` and `created_micros`: read_members() does not know them.
    members->erase("v");
    members->erase("binding");
    microseconds micros{};
    if (!take_micros(*members, micros))
        return errc::unreadable;
    // Read the members of the session.
    record read;
    std::string problem;
    if (read_members(*members, read, problem))
        return errc::unreadable;
    // Add the part of the creation time that is less than a second.
    read.created_at += micros;
    if (!is_consistent(read))
        return errc::unreadable;
    return read;
}

} // namespace postern::session
