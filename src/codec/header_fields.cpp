#include <postern/codec/ascii.hpp>
#include <postern/codec/header_fields.hpp>

namespace postern::codec {
namespace {

template <class Matches>
header_fields::lookup find_if(std::span<const header_field> fields, Matches matches) noexcept
{
    header_fields::lookup found;
    for (const header_field& each : fields) {
        if (matches(each) && found.count++ == 0)
            found.value = each.value;
    }
    return found;
}

} // namespace

header_fields::lookup header_fields::find(std::string_view name) const noexcept
{
    return find_if(fields_, [name](const header_field& field) {
        return equal_ignoring_case(field.name, name);
    });
}

header_fields::lookup header_fields::find(boost::beast::http::field id) const noexcept
{
    return find_if(fields_, [id](const header_field& field) { return field.id == id; });
}

} // namespace postern::codec
