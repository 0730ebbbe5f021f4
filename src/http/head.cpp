#include <postern/http/head.hpp>

#include <algorithm>

namespace postern::http {
namespace {

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

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
    return find_if(fields, [name](const field& f) { return equal_names(f.name, name); });
}

head::lookup head::find(boost::beast::http::field id) const noexcept
{
    return find_if(fields, [id](const field& f) { return f.id == id; });
}

bool equal_names(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

} // namespace postern::http
