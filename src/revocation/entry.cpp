#include <postern/base/unix_time.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/revocation/entry.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace postern::revocation {
namespace {

namespace json = boost::json;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::size_t longest_name = 8192; // the usual limit of a token, which cannot hold more

// In the order of the enumeration `kind`.
constexpr std::array<std::string_view, 4> kind_names{"token", "session", "subject", "key"};

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= longest_name && !codec::has_control_character(text);
}

error_code read_name(const json::value& from, std::string& into)
{
    const auto text = codec::text_of(from);
    if (!text || !is_name(*text))
        return errc::bad_name;
    into = *text;
    return {};
}

// Reads an integer from 0 to `most`.
result<std::int64_t> read_number(const json::value& from, std::int64_t most)
{
    const auto number = codec::integer_of(from);
    if (!number || *number < 0 || *number > most)
        return errc::bad_time;
    return *number;
}

error_code read_time(const json::value& from, time_point& into)
{
    const auto number = read_number(from, last_second);
    if (!number)
        return number.error();
    into = at_second(*number);
    return {};
}

error_code read_micros(const json::value& from, microseconds& into)
{
    const auto number = read_number(from, 999'999);
    if (!number)
        return number.error();
    into = microseconds(*number);
    return {};
}

// {"iss": ..., "jti": ...}, or without "iss" for a token that has none. A key has "kid".
error_code read_with_issuer(const json::value& from, std::string_view own_name, entry& into)
{
    const json::object* members = from.if_object();
    if (members == nullptr || !members->contains(own_name))
        return errc::bad_name;
    for (const auto& [name, value] : *members) {
        // Refuse other members, so that no misspelled name is ignored.
        if (name != "iss" && name != own_name)
            return errc::unknown_member;
        if (const error_code bad = read_name(value, name == "iss" ? into.issuer : into.name))
            return bad;
    }
    return {};
}

// Reads the members in any order. The first error ends it.
class reader
{
public:
    // Microseconds, because a user may sign in again less than a millisecond after the revocation.
    explicit reader(time_point now) : now_(now)
    {
        made_.before = std::chrono::ceil<microseconds>(now);
        made_.created = std::chrono::floor<seconds>(now);
    }

    result<entry> read(const json::object& members)
    {
        // Check each member by itself.
        for (const auto& [name, value] : members)
            if (const error_code bad = read_member(name, value))
                return bad;
        // The members are good one by one. Now check them together.
        if (names_ != 1)
            return errc::not_one_name;
        // Microseconds without their second have no meaning.
        if (members.contains("before_micros") && !members.contains("before"))
            return errc::unknown_member;
        if (made_.kind != kind::subject && members.contains("before"))
            return errc::unknown_member; // only subjects are revoked up to a time
        // An entry that has expired would have no effect.
        if (made_.expires && *made_.expires <= now_)
            return errc::expired;
        // Complete the time of a subject. The other kinds have none.
        made_.before = made_.kind == kind::subject ? made_.before + micros_ : time_point();
        return made_;
    }

private:
    error_code read_member(std::string_view name, const json::value& value)
    {
        if (name == "before")
            return read_time(value, made_.before);
        if (name == "before_micros")
            return read_micros(value, micros_);
        if (name == "created_at")
            return read_time(value, made_.created);
        if (name == "expires_at")
            return read_time(value, made_.expires.emplace());
        // Every other member must be the name of a kind.
        const auto* const found = std::find(kind_names.begin(), kind_names.end(), name);
        if (found == kind_names.end())
            return errc::unknown_member;
        ++names_;
        made_.kind = static_cast<kind>(found - kind_names.begin());
        if (made_.kind == kind::token)
            return read_with_issuer(value, "jti", made_);
        if (made_.kind == kind::key && value.is_object())
            return read_with_issuer(value, "kid", made_);
        return read_name(value, made_.name);
    }

    time_point now_;
    entry made_;
    microseconds micros_{};
    int names_ = 0;
};

json::object members_of(const entry& from)
{
    json::object all;
    // Write the name. A token and a key of one issuer have an object, because another issuer may
    // use the same `jti` or `kid`.
    if (from.kind == kind::token || !from.issuer.empty()) {
        json::object named{{from.kind == kind::token ? "jti" : "kid", from.name}};
        if (!from.issuer.empty())
            named["iss"] = from.issuer;
        all[to_string(from.kind)] = std::move(named);
    } else {
        all[to_string(from.kind)] = from.name;
    }
    // Write the times. Only a subject has `before`.
    if (from.kind == kind::subject)
        all["before"] = second_of(from.before);
    if (from.expires)
        all["expires_at"] = second_of(*from.expires);
    all["created_at"] = second_of(from.created);
    return all;
}

} // namespace

std::string_view to_string(kind entry_kind) noexcept
{
    return kind_names[static_cast<std::size_t>(entry_kind)];
}

// No name holds a zero octet, so that two different things never make the same text.
entry_name name_of(kind entry_kind, std::string_view name, std::string_view issuer)
{
    std::string text(to_string(entry_kind));
    text.append(1, '\0').append(issuer).append(1, '\0').append(name);
    return crypto::sha256(text);
}

entry_name name_of(const entry& from)
{
    return name_of(from.kind, from.name, from.issuer);
}

bool is_in_force(kind entry_kind, time_point before, const revocable_ids& ids) noexcept
{
    return entry_kind != kind::subject || !ids.issued_at || *ids.issued_at < before;
}

std::vector<entry_name> names_of(const revocable_ids& ids)
{
    std::vector<entry_name> names{name_of(kind::subject, ids.subject)};
    if (ids.token_id)
        names.push_back(name_of(kind::token, *ids.token_id, ids.issuer));
    if (ids.session)
        names.push_back(name_of(kind::session, *ids.session));
    if (ids.key)
        names.push_back(name_of(kind::key, *ids.key));
    if (ids.key && !ids.issuer.empty())
        names.push_back(name_of(kind::key, *ids.key, ids.issuer));
    return names;
}

std::string id_of(const entry_name& name)
{
    return codec::base64url_encode({reinterpret_cast<const char*>(name.data()), name.size()});
}

result<entry> parse_entry(std::string_view text, time_point now)
{
    const auto members = codec::parse_json_object(text);
    if (!members)
        return errc::not_an_object;
    return reader(now).read(*members);
}

result<entry> decode(std::string_view stored)
{
    const auto members = codec::parse_json_object(stored);
    if (!members)
        return errc::not_an_object;
    // The time of the request is not known here, so a subject must have its own.
    if (members->contains("subject") && !members->contains("before"))
        return errc::bad_time;
    // The time zero keeps an entry readable after it has expired.
    return reader({}).read(*members);
}

std::string render(const entry& from)
{
    // Round up: `iat` has whole seconds, and a token that was issued in this second is revoked.
    entry rounded = from;
    rounded.before = std::chrono::ceil<seconds>(from.before);
    return json::serialize(members_of(rounded));
}

std::string encode(const entry& from)
{
    json::object all = members_of(from);
    // Write the microseconds that `before` leaves out.
    const auto micros =
        std::chrono::ceil<microseconds>(from.before - at_second(second_of(from.before)));
    if (micros.count() != 0)
        all["before_micros"] = micros.count();
    return json::serialize(all);
}

} // namespace postern::revocation
