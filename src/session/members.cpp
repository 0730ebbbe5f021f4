#include "members.hpp"

#include <postern/base/unix_time.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/escape.hpp>
#include <postern/codec/json_value.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <type_traits>

namespace postern::session {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

// Limits for one session, so that no request stores an unlimited amount of data.
constexpr std::size_t longest_text = 512;
constexpr std::size_t most_elements = 128;
constexpr std::size_t longest_name = 64; // of a member, in a problem

bool is_text(std::string_view text)
{
    return !text.empty() && text.size() <= longest_text && !codec::has_control_character(text);
}

// One reader for each type: false if the value is of another type or out of range.
bool read(const json::value& from, std::string& into)
{
    const auto text = codec::text_of(from);
    if (!text || !is_text(*text))
        return false;
    into = *text;
    return true;
}

bool read(const json::value& from, std::optional<std::string>& into)
{
    return read(from, into.emplace());
}

bool read(const json::value& from, std::optional<bool>& into)
{
    if (from.is_bool())
        into = from.get_bool();
    return from.is_bool();
}

bool read(const json::value& from, std::vector<std::string>& into)
{
    const json::array* list = from.if_array();
    if (list == nullptr || list->size() > most_elements)
        return false;
    // The list replaces an earlier one.
    into.clear();
    return std::all_of(list->begin(), list->end(), [&](const json::value& each) {
        return read(each, into.emplace_back());
    });
}

bool read(const json::value& from, json::object& into)
{
    if (from.is_object())
        into = from.get_object();
    return from.is_object();
}

bool read(const json::value& from, seconds& into)
{
    const auto count = codec::integer_of(from);
    if (!count || !is_duration(seconds(*count)))
        return false;
    into = seconds(*count);
    return true;
}

bool read(const json::value& from, time_point& into)
{
    const auto unix_seconds = codec::integer_of(from);
    if (!unix_seconds || *unix_seconds < 0 || *unix_seconds > last_second)
        return false;
    into = at_second(*unix_seconds);
    return true;
}

// One writer for each type: it leaves `into` null if there is no value.
void write(json::value& into, const std::string& from)
{
    into = from;
}

void write(json::value& into, seconds from)
{
    into = from.count();
}

void write(json::value& into, time_point from)
{
    into = second_of(from);
}

void write(json::value& into, const std::vector<std::string>& from)
{
    into = json::array(from.begin(), from.end());
}

void write(json::value& into, const json::object& from)
{
    if (!from.empty())
        into = from;
}

template <class T>
void write(json::value& into, const std::optional<T>& from)
{
    if (from)
        into = *from;
}

// A row of the table: the name of a member, its reader and its writer.
struct member
{
    std::string_view name;
    bool (*read)(const json::value&, record&);
    void (*write)(json::value&, const record&); // writes nothing for a value that is not set
};

// Makes a row. The type of the member selects the reader and the writer.
template <auto Member>
constexpr member row(std::string_view name)
{
    return {
        name, [](const json::value& from, record& into) { return read(from, into.*Member); },
        [](json::value& into, const record& from) { write(into, from.*Member); }};
}

// All members of a session, in the order in which they are written.
constexpr std::array<member, 12> table{
    row<&record::user_id>("user_id"),
    row<&record::created_at>("created_at"),
    row<&record::authenticated_at>("authenticated_at"),
    row<&record::expires_at>("expires_at"),
    row<&record::idle>("idle_seconds"),
    row<&record::amr>("amr"),
    row<&record::roles>("roles"),
    row<&record::anonymous>("anonymous"),
    row<&record::verified>("verified"),
    row<&record::can_reauthenticate>("can_reauthenticate"),
    row<&record::client_id>("client_id"),
    row<&record::claims>("claims"),
};

} // namespace

bool is_duration(seconds given) noexcept
{
    return given > seconds(0) && given <= longest_duration;
}

error_code refuse(errc reason, std::string_view member, std::string& problem)
{
    const error_code code = reason;
    // The caller chose the name: it is shortened and escaped.
    problem = codec::escaped(member, longest_name) + ": " + code.message();
    return code;
}

void write_members(const record& from, json::object& into)
{
    for (const member& each : table) {
        json::value value;
        each.write(value, from);
        // Leave out a member without a value.
        if (!value.is_null())
            into[each.name] = std::move(value);
    }
}

error_code read_members(const json::object& from, record& into, std::string& problem)
{
    for (const auto& [name, value] : from) {
        // Find the row of the member.
        const std::string_view wanted = name;
        const auto* const found = std::find_if(table.begin(), table.end(), [&](const member& m) {
            return m.name == wanted;
        });
        if (found == table.end())
            return refuse(errc::unknown_member, wanted, problem);
        if (!found->read(value, into))
            return refuse(errc::bad_member, wanted, problem);
    }
    return {};
}

} // namespace postern::session
