#include <postern/codec/ascii.hpp>
#include <postern/http/head.hpp>

namespace postern::http {
namespace {

template <class Match>
head::lookup find_if(std::span<const field> fields, Match matches) noexcept
{
    head::lookup found;
    for (const field& each : fields) {
        if (matches(each) && found.count++ == 0)
            found.value = each.value;
    }
    return found;
}

} // namespace

head::lookup head::find(std::string_view name) const noexcept
{
    return find_if(fields, [name](const field& f) {
        return codec::equal_ignoring_case(f.name, name);
    });
}

head::lookup head::find(boost::beast::http::field id) const noexcept
{
    return find_if(fields, [id](const field& f) { return f.id == id; });
}

} // namespace postern::http
