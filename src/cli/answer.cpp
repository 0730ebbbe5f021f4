#include "answer.hpp"

#include "command.hpp"

namespace postern::cli {
namespace {

namespace json = boost::json;

// Ends the command if `found` is null: the member is missing or has another type.
template <class T>
const T& expected(const T* found)
{
    if (found == nullptr)
        throw refused("the answer does not come from Postern's operators' listener: check --admin");
    return *found;
}

const json::value& member_of(const json::object& from, std::string_view member)
{
    return expected(from.if_contains(member));
}

} // namespace

const json::object& object_of(const json::value& answered)
{
    return expected(answered.if_object());
}

const json::object& object_at(const json::object& from, std::string_view member)
{
    return object_of(member_of(from, member));
}

const json::array& list_at(const json::object& from, std::string_view member)
{
    return expected(member_of(from, member).if_array());
}

std::string_view text_at(const json::object& from, std::string_view member)
{
    return expected(member_of(from, member).if_string());
}

std::int64_t seconds_at(const json::object& from, std::string_view member)
{
    // A negative number is not a time that Postern sends.
    const std::int64_t* const seconds = member_of(from, member).if_int64();
    return expected(seconds && *seconds >= 0 ? seconds : nullptr);
}

} // namespace postern::cli
