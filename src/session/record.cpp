// The record: JSON, read as strictly as a token, and bound to the id under which it is kept.
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

} // namespace

std::string encode(const record& what, std::string_view id)
{
    boost::json::object all{{"v", version}, {"binding", binding_of(id)}};
    write_members(what, all);
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
    std::string problem;
    if (read_members(*members, read, problem) || read.user_id.empty())
        return errc::unreadable;
    return read;
}

} // namespace postern::session
