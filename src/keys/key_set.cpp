#include <postern/crypto/signature.hpp>
#include <postern/keys/jwks.hpp>
#include <postern/keys/key_set.hpp>

#include <algorithm>

namespace postern::keys {
namespace {

bool has_kid_twice(const std::vector<key>& sorted)
{
    return std::adjacent_find(sorted.begin(), sorted.end(), [](const key& a, const key& b) {
               return !a.kid.empty() && a.kid == b.kid;
           }) != sorted.end();
}

// Compares thumbprints, because one key may have two kids.
bool has_key_twice(const std::vector<key>& keys)
{
    std::vector<std::string> prints;
    for (const key& k : keys)
        if (const auto* material = std::get_if<crypto::public_key>(&k.material))
            prints.push_back(thumbprint(*material));
    std::sort(prints.begin(), prints.end());
    return std::adjacent_find(prints.begin(), prints.end()) != prints.end();
}

bool is_secret(const key& k)
{
    return std::holds_alternative<crypto::hmac_key>(k.material);
}

// No part holds a zero octet but the last one, so that two different keys never make the same text.
key_identity identity_of(const key& k)
{
    std::string text = k.kid + '\0';
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        if (k.algorithms.contains(row.id))
            text.append(row.name).append(1, ' ');
    text += '\0';
    if (const auto* material = std::get_if<crypto::public_key>(&k.material))
        text += thumbprint(*material);
    else
        text += std::get<crypto::hmac_key>(k.material).octets();
    return crypto::sha256(text);
}

} // namespace

bool is_kid(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 256 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool key::verifies(crypto::algorithm id, std::string_view input, std::string_view signature)
    const noexcept
{
    return algorithms.contains(id) &&
           std::visit(
               [&](const auto& k) { return crypto::verify(id, k, input, signature); }, material
           );
}

result<key_set> key_set::from_keys(std::vector<key> keys)
{
    if (keys.empty())
        return errc::no_usable_key;
    // RFC 8725 §3.1: with both kinds in one set, the token could choose between them.
    if (std::any_of(keys.begin(), keys.end(), is_secret) &&
        !std::all_of(keys.begin(), keys.end(), is_secret))
        return errc::mixed_secrets;
    // find() needs this order.
    std::sort(keys.begin(), keys.end(), [](const key& a, const key& b) { return a.kid < b.kid; });
    if (has_kid_twice(keys))
        return errc::duplicate_kid;
    if (has_key_twice(keys))
        return errc::duplicate_key;
    for (key& each : keys)
        each.identity = identity_of(each);
    key_set set;
    set.keys_ = std::move(keys);
    return set;
}

bool key_set::has(const key_identity& identity) const noexcept
{
    return std::any_of(keys_.begin(), keys_.end(), [&](const key& k) {
        return k.identity == identity;
    });
}

bool operator==(const key_set& a, const key_set& b) noexcept
{
    const auto same = [](const key& x, const key& y) { return x.identity == y.identity; };
    return std::equal(a.keys_.begin(), a.keys_.end(), b.keys_.begin(), b.keys_.end(), same);
}

const key* key_set::find(std::string_view kid) const noexcept
{
    const auto found = std::lower_bound(
        keys_.begin(), keys_.end(), kid,
        [](const key& k, std::string_view wanted) { return k.kid < wanted; }
    );
    // Keys without a kid have an empty name, which no token can use.
    return found != keys_.end() && !kid.empty() && found->kid == kid ? &*found : nullptr;
}

} // namespace postern::keys
