// The record: JSON, read as strictly as a token, and bound to the id under which it is kept.
#include <postern/base/unix_time.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/session/session.hpp>

#include "members.hpp"

#include <boost/json/serialize.hpp>

namespace postern::session {
namespace {

constexpr std::int64_t version = 1;

// Of another purpose than the id itself: one cannot stand for the other.
std::string binding_of(std::string_view id)
{
    const auto digest = crypto::sha256(std::string("postern session record ").append(id));
    return codec::base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool is_bound(const boost::json::object& members, std::string_view id)
{
    const auto* const known = members.if_contains("v");
    const auto* const binding = members.if_contains("binding");
    return known && *known == version && binding && binding->is_string() &&
           std::string_view(binding->get_string()) == binding_of(id);
}

using std::chrono::microseconds;

// Beside the second, for whoever reads that alone. Signing in right after all sessions were revoked
// takes less than a second.
void write_micros(time_point created, boost::json::object& into)
{
    const auto past = created - at_second(second_of(created));
    into["created_micros"] = std::chrono::floor<microseconds>(past).count();
}

bool take_micros(boost::json::object& members, microseconds& into)
{
    const auto* const given = members.if_contains("created_micros");
    if (given == nullptr)
        return true;
    std::int64_t count = -1;
    const bool is_number = read_number(*given, count);
    into = microseconds(count);
    members.erase("created_micros"); // `given` ends here
    return is_number && into >= microseconds(0) && into < std::chrono::seconds(1);
}

// Others may write records. These members are always there, and each is in range by itself.
bool is_consistent(const record& what)
{
    return !what.user_id.empty() && is_duration(what.idle) && what.created_at <= what.expires_at;
}

} // namespace

std::string encode(const record& what, std::string_view id)
{
    boost::json::object all{{"v", version}, {"binding", binding_of(id)}};
    write_members(what, all);
    write_micros(what.created_at, all);
    return boost::json::serialize(all);
}

result<record> decode(std::string_view text, std::string_view id)
{
    auto members = codec::parse_json_object(text);
    if (!members || !is_bound(*members, id))
        return errc::unreadable;
    members->erase("v");
    members->erase("binding");
    record read;
    microseconds micros{};
    std::string problem;
    if (!take_micros(*members, micros))
        return errc::unreadable;
    if (read_members(*members, read, problem))
        return errc::unreadable;
    read.created_at += micros;
    if (!is_consistent(read))
        return errc::unreadable;
    return read;
}

} // namespace postern::session
