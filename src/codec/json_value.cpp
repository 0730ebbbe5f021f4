#include <postern/codec/ascii.hpp>
#include <postern/codec/json_value.hpp>

namespace postern::codec {

std::optional<std::string_view> text_of(const boost::json::value& from) noexcept
{
    const boost::json::string* const text = from.if_string();
    if (text == nullptr)
        return std::nullopt;
    return std::string_view(text->data(), text->size());
}

std::optional<std::string_view> plain_text_of(const boost::json::value& from) noexcept
{
    const auto text = text_of(from);
    return text && !has_control_character(*text) ? text : std::nullopt;
}

std::optional<std::int64_t> integer_of(const boost::json::value& from) noexcept
{
    boost::system::error_code failed;
    // This accepts 1.0 as an integer, but no fraction.
    const auto number = from.to_number<std::int64_t>(failed);
    return failed ? std::nullopt : std::optional(number);
}

const boost::json::value*
find_member(const boost::json::object& from, std::span<const std::string> path) noexcept
{
    // Each value of the path but the last must be an object.
    const boost::json::object* step = &from;
    const boost::json::value* found = nullptr;
    for (const std::string& name : path) {
        if (step == nullptr)
            return nullptr;
        found = step->if_contains(name);
        if (found == nullptr)
            return nullptr;
        step = found->if_object();
    }
    return found;
}

} // namespace postern::codec
