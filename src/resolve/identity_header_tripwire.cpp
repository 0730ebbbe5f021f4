#include <postern/codec/ascii.hpp>
#include <postern/resolve/identity_header_tripwire.hpp>

#include <algorithm>

namespace postern::resolve {
namespace {

std::uint64_t length_bit(std::size_t length) noexcept
{
    return std::uint64_t{1} << std::min<std::size_t>(length, 63);
}

bool folds_to(std::string_view name, std::string_view folded) noexcept
{
    return name.size() == folded.size() &&
           std::equal(name.rbegin(), name.rend(), folded.rbegin(), [](char c, char f) {
               return codec::fold_header_character(c) == f;
           });
}

} // namespace

identity_header_tripwire::identity_header_tripwire(const std::vector<std::string>& identity_headers)
{
    for (std::string name : identity_headers) {
        std::transform(name.begin(), name.end(), name.begin(), codec::fold_header_character);
        lengths_ |= length_bit(name.size());
        folded_.push_back(std::move(name));
    }
}

std::string_view identity_header_tripwire::find(codec::header_fields sent) const noexcept
{
    for (const codec::header_field& field : sent) {
        if ((lengths_ & length_bit(field.name.size())) == 0)
            continue;
        for (const std::string& name : folded_)
            if (folds_to(field.name, name))
                return field.name;
    }
    return {};
}

} // namespace postern::resolve
