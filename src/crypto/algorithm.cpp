#include <postern/crypto/algorithm.hpp>

namespace postern::crypto {
namespace {

constexpr bool in_order()
{
    for (std::size_t i = 0; i < algorithm_table.size(); ++i)
        if (algorithm_table[i].id != static_cast<algorithm>(i))
            return false;
    return true;
}
static_assert(in_order(), "traits() looks the table up by position");

} // namespace

std::optional<algorithm> algorithm_from_name(std::string_view name) noexcept
{
    // RFC 9864: `Ed25519` is the new name of what `EdDSA` means here.
    if (name == "Ed25519")
        return algorithm::eddsa;
    for (const algorithm_traits& row : algorithm_table)
        if (row.name == name)
            return row.id;
    return std::nullopt;
}

} // namespace postern::crypto
