// Writes a key as a JWK and computes its thumbprint.
#include <postern/codec/base64url.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/keys/jwks.hpp>

#include "jwk_types.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace postern::keys {
namespace {

namespace json = boost::json;

// The members that identify a key, in alphabetical order (RFC 7638 §3.2, RFC 8037 §2).
json::object required_members(const crypto::public_key& k)
{
    const auto row = std::find_if(types.begin(), types.end(), [&](const type_row& r) {
        return r.type == k.type();
    });
    const crypto::key_numbers numbers = k.numbers();
    // The map sorts the names; the JSON object keeps this order.
    std::map<std::string_view, std::string> members{
        {"kty", std::string(row->kty)}, {row->first, codec::base64url_encode(numbers.first)}};
    if (!row->crv.empty())
        members.emplace("crv", row->crv);
    if (!row->second.empty())
        members.emplace(row->second, codec::base64url_encode(numbers.second));
    json::object jwk;
    for (const auto& [name, text] : members)
        jwk.emplace(name, text);
    return jwk;
}

// A JWK can name one algorithm only (RFC 7517 §4.4), so a larger set has no name.
std::optional<std::string_view> only_algorithm(crypto::algorithm_set set)
{
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        if (set == crypto::algorithm_set{row.id})
            return row.name;
    return std::nullopt;
}

} // namespace

std::string to_jwk(const key& k)
{
    json::object jwk = required_members(std::get<crypto::public_key>(k.material));
    // RFC 7638 §3.2: the members below do not belong to the thumbprint.
    jwk.emplace("use", "sig");
    if (!k.kid.empty())
        jwk.emplace("kid", k.kid);
    if (const auto name = only_algorithm(k.algorithms))
        jwk.emplace("alg", *name);
    return json::serialize(jwk);
}

std::string thumbprint(const crypto::public_key& k)
{
    // RFC 7638 §3: the digest of the members without white space.
    const auto digest = crypto::sha256(json::serialize(required_members(k)));
    return codec::base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace postern::keys
