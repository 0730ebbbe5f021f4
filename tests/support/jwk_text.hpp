// JWKs as JSON, so that tests can change them.
#pragma once

#include <postern/codec/base64url.hpp>
#include <postern/keys/jwks.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_ref.hpp>

#include <string>
#include <string_view>
#include <support/mint.hpp>

namespace postern::test {

// The public JWK of signing_key(id).
inline boost::json::object jwk(crypto::algorithm id, std::string_view kid)
{
    return boost::json::parse(keys::to_jwk(trusted_key(id, std::string(kid)))).as_object();
}

inline boost::json::object without(boost::json::object jwk, std::string_view name)
{
    jwk.erase(name);
    return jwk;
}

inline boost::json::object
with(boost::json::object jwk, std::string_view name, const boost::json::value_ref& value)
{
    boost::json::value copy = value;
    jwk[name] = std::move(copy);
    return jwk;
}

inline std::string jwks(const boost::json::array& list)
{
    return boost::json::serialize(boost::json::object{{"keys", list}});
}

} // namespace postern::test
