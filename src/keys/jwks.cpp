// Each entry of the document is read by itself: one bad key does not affect the others.
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/keys/jwks.hpp>

#include "jwk_types.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace postern::keys {
namespace {

namespace json = boost::json;

// Members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
constexpr std::array<std::string_view, 8> private_names{"d",  "p",  "q",   "dp",
                                                        "dq", "qi", "oth", "k"};

// An absent member gives an empty view. A member that is an empty string or no string gives
// nothing, because no member that is read here may be empty.
std::optional<std::string_view> text_of(const json::object& jwk, std::string_view name)
{
    const json::value* const member = jwk.if_contains(name);
    if (member == nullptr)
        return std::string_view{};
    const auto text = codec::text_of(*member);
    return text && !text->empty() ? text : std::nullopt;
}

bool has_private_members(const json::object& jwk)
{
    return std::any_of(private_names.begin(), private_names.end(), [&](std::string_view name) {
        return jwk.contains(name);
    });
}

// RFC 7517 §4.3: an array of strings, without repetition.
result<void> check_operations(const json::object& jwk)
{
    const json::value* const member = jwk.if_contains("key_ops");
    if (member == nullptr)
        return {};
    const json::array* const list = member->if_array();
    if (list == nullptr || !std::all_of(list->begin(), list->end(), [](const json::value& v) {
            return v.is_string();
        }))
        return errc::bad_member;
    // Other operations beside `verify` do no harm.
    const auto verifications = std::count(list->begin(), list->end(), json::value("verify"));
    if (verifications > 1)
        return errc::bad_member;
    return verifications == 1 ? result<void>{} : errc::not_for_signatures;
}

// RFC 7517 §4.2, §4.3: without `use` and `key_ops` a key may serve any purpose.
result<void> check_purpose(const json::object& jwk)
{
    const auto use = text_of(jwk, "use");
    if (!use)
        return errc::bad_member;
    if (!use->empty() && *use != "sig")
        return errc::not_for_signatures;
    return check_operations(jwk);
}

result<std::string> read_kid(const json::object& jwk)
{
    const json::value* const member = jwk.if_contains("kid");
    if (member == nullptr)
        return std::string{};
    const auto kid = codec::text_of(*member);
    if (!kid)
        return errc::bad_member;
    if (!is_kid(*kid))
        return errc::bad_kid;
    return std::string(*kid);
}

result<type_row> read_type(const json::object& jwk)
{
    const auto kty = text_of(jwk, "kty");
    if (!kty || kty->empty())
        return errc::bad_member;
    // RFC 7518 §6.2.1.1 and RFC 8037 §2: EC and OKP keys name their curve, too.
    for (const type_row& row : types) {
        if (row.kty != *kty)
            continue;
        if (row.crv.empty())
            return row;
        const auto crv = text_of(jwk, "crv");
        if (!crv || crv->empty())
            return errc::bad_member;
        if (row.crv == *crv)
            return row;
    }
    return errc::unknown_type;
}

result<crypto::algorithm_set>
read_algorithms(const json::object& jwk, crypto::key_type type, crypto::algorithm_set allowed)
{
    const auto name = text_of(jwk, "alg");
    if (!name)
        return errc::bad_member;
    // RFC 7517 §4.4: a key with `alg` verifies this algorithm only. Without it, each allowed
    // algorithm remains.
    crypto::algorithm_set wanted = allowed;
    if (!name->empty()) {
        const auto id = crypto::algorithm_from_name(*name);
        if (!id)
            return errc::unknown_algorithm;
        wanted = allowed.contains(*id) ? crypto::algorithm_set{*id} : crypto::algorithm_set{};
    }
    // The type of the key limits the algorithms further.
    const crypto::algorithm_set fit = wanted.fitting(type);
    if (fit.empty())
        return errc::algorithm_mismatch;
    return fit;
}

// Decodes a member that is a number or a coordinate.
result<std::string> read_number(const json::object& jwk, std::string_view name)
{
    const auto text = text_of(jwk, name);
    if (!text || text->empty())
        return errc::bad_member;
    auto octets = codec::base64url_decode(*text);
    if (!octets)
        return errc::bad_member;
    return std::move(*octets);
}

result<crypto::public_key> read_material(const json::object& jwk, const type_row& row)
{
    const auto first = read_number(jwk, row.first);
    if (!first)
        return first.error();
    if (row.type == crypto::key_type::ed25519)
        return crypto::public_key::from_ed25519(*first);
    // RSA has modulus and exponent, EC has x and y.
    const auto second = read_number(jwk, row.second);
    if (!second)
        return second.error();
    return row.type == crypto::key_type::rsa
               ? crypto::public_key::from_rsa(*first, *second)
               : crypto::public_key::from_ec(row.type, *first, *second);
}

result<key> read_key(const json::value& entry, crypto::algorithm_set allowed)
{
    const json::object* const jwk = entry.if_object();
    if (jwk == nullptr)
        return errc::bad_member;
    // A private key in a public document is known to others, so its signatures prove nothing.
    if (has_private_members(*jwk))
        return errc::private_members;
    // Keys for encryption are skipped before their other members are read.
    if (const auto purpose = check_purpose(*jwk); !purpose)
        return purpose.error();
    auto kid = read_kid(*jwk);
    if (!kid)
        return kid.error();
    const auto row = read_type(*jwk);
    if (!row)
        return row.error();
    const auto algorithms = read_algorithms(*jwk, row->type, allowed);
    if (!algorithms)
        return algorithms.error();
    // The numbers come last, because their checks are the slowest.
    auto material = read_material(*jwk, *row);
    if (!material)
        return material.error();
    return key{std::move(*kid), std::move(*material), *algorithms};
}

// The kid, even if it is not a valid one; empty if there is none.
std::string_view raw_kid(const json::value& entry)
{
    const json::object* const jwk = entry.if_object();
    return jwk == nullptr ? std::string_view{} : text_of(*jwk, "kid").value_or("");
}

// Skips each key whose kid occurs twice: a token could not say which of the keys it means.
void skip_shared_names(key_import& import, const std::map<std::string, int, std::less<>>& uses)
{
    const auto shared = [&](const key& k) { return !k.kid.empty() && uses.at(k.kid) > 1; };
    for (const key& k : import.keys)
        if (shared(k))
            import.skipped.push_back({k.kid, errc::duplicate_kid});
    std::erase_if(import.keys, shared);
}

key_import read_keys(const json::array& entries, crypto::algorithm_set allowed)
{
    key_import import;
    std::map<std::string, int, std::less<>> uses;
    for (const json::value& entry : entries) {
        auto k = read_key(entry, allowed);
        // A key for encryption may have the kid of a signing key. Any other key counts, even if it
        // is not usable.
        if (k || k.error() != errc::not_for_signatures)
            ++uses[std::string(raw_kid(entry))];
        if (k)
            import.keys.push_back(std::move(*k));
        else
            import.skipped.push_back({std::string(raw_kid(entry)), k.error()});
    }
    skip_shared_names(import, uses);
    return import;
}

} // namespace

result<key_import>
parse_jwks(std::string_view text, crypto::algorithm_set allowed, const jwks_limits& limits)
{
    if (text.size() > limits.size)
        return errc::too_large;
    // RFC 7517 §5: an object whose `keys` is an array. Other members are ignored.
    const auto document = codec::parse_json_object(text);
    if (!document)
        return errc::not_a_key_set;
    const json::value* const member = document->if_contains("keys");
    const json::array* const entries = member == nullptr ? nullptr : member->if_array();
    if (entries == nullptr)
        return errc::not_a_key_set;
    // The number is checked before any key is built, because building a key is slow.
    if (entries->size() > limits.keys)
        return errc::too_many_keys;
    return read_keys(*entries, allowed);
}

} // namespace postern::keys
