#include "stored.hpp"

#include <postern/codec/base64url.hpp>
#include <postern/crypto/random.hpp>

#include <algorithm>

namespace postern::revocation {
namespace {

constexpr std::string_view new_prefix = "new-";
constexpr std::string_view operator_prefix = "confirmed-";

} // namespace

store::key key_of(const entry_name& name)
{
    return {record_kind, id_of(name)};
}

store::record to_record(const entry& from)
{
    return {encode(from), from.expires.value_or(store::never), {}};
}

result<entry> from_record(const std::string& id, const store::record& stored)
{
    auto read = decode(stored.value);
    // The id is the digest of the name, so another id means a record that was changed or copied.
    if (!read || id_of(name_of(*read)) != id)
        return errc::unreadable_record;
    return read;
}

std::optional<entry_name> name_from_id(std::string_view id)
{
    const auto octets = codec::base64url_decode(id);
    entry_name name;
    if (!octets || octets->size() != name.size())
        return std::nullopt;
    std::copy(octets->begin(), octets->end(), name.begin());
    return name;
}

std::string make_generation(bool by_operator)
{
    return std::string(by_operator ? operator_prefix : new_prefix) +
           codec::base64url_encode(crypto::random_octets(16));
}

bool is_by_operator(std::string_view generation) noexcept
{
    return generation.starts_with(operator_prefix);
}

} // namespace postern::revocation
