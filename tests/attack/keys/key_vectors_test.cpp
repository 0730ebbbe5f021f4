// Public JWK vectors: Wycheproof's key sets, the examples of RFC 7517, RFC 7520 and RFC 7638.
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/keys/jwks.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <map>
#include <support/vectors.hpp>

namespace postern::keys {
namespace {

namespace json = boost::json;

crypto::algorithm_set every_algorithm()
{
    crypto::algorithm_set all;
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        all.insert(row.id);
    return all;
}

key_import import_set(const json::value& set)
{
    return parse_jwks(json::serialize(set), every_algorithm()).value();
}

key_import import_one(std::string_view file)
{
    return import_set(json::object{{"keys", json::array{test::read_json_vector(file)}}});
}

// The smallest possible verifier: the key that the header names, pinned to the header's algorithm.
bool accepts(const key_import& import, std::string_view jws)
{
    const std::size_t first = jws.find('.');
    const std::size_t last = jws.rfind('.');
    const auto header_text = codec::base64url_decode(jws.substr(0, first));
    const auto signature = codec::base64url_decode(jws.substr(last + 1));
    const auto header = codec::parse_json_object(header_text.value());
    const auto id = crypto::algorithm_from_name(std::string_view(header->at("alg").as_string()));
    const auto set = key_set::from_keys(import.keys);
    const key* const found =
        set ? set->find(std::string_view(header->at("kid").as_string())) : nullptr;
    return id && found != nullptr && found->verifies(*id, jws.substr(0, last), *signature);
}

class KeyVectors : public test::with_vectors<>
{
};

TEST_F(KeyVectors, WycheproofPublicKeySets)
{
    const std::map<std::int64_t, error_code> reasons{
        {5, {}},
        {6, errc::not_for_signatures},
        {7, crypto::errc::rsa_modulus}, // ROCA
        {8, crypto::errc::rsa_size},
        {9, crypto::errc::rsa_exponent},
        {19, errc::unknown_algorithm},
        {20, errc::unknown_algorithm},
        {21, errc::not_for_signatures},
        {22, crypto::errc::point_not_on_curve},
        {23, errc::algorithm_mismatch},
        {24, errc::algorithm_mismatch},
    };
    std::size_t seen = 0;
    const auto file = test::read_json_vector("wycheproof/json_web_key_test.json");
    for (const json::value& group : file.at("testGroups").as_array()) {
        const json::value* const set = group.as_object().if_contains("public");
        if (set == nullptr)
            continue;
        const key_import import = import_set(*set);
        for (const json::value& test : group.at("tests").as_array()) {
            const std::int64_t id = test.at("tcId").as_int64();
            SCOPED_TRACE(id);
            const error_code reason =
                import.skipped.empty() ? error_code() : import.skipped[0].reason;
            EXPECT_EQ(reason, reasons.at(id)) << reason.message();
            EXPECT_EQ(
                accepts(import, std::string_view(test.at("jws").as_string())),
                test.at("result").as_string() == "valid"
            );
            ++seen;
        }
    }
    EXPECT_EQ(seen, reasons.size());
}

// Symmetric and private keys in a key set: neither they nor a public key beside them verify
// anything that they signed.
TEST_F(KeyVectors, WycheproofPrivateKeySets)
{
    const auto file = test::read_json_vector("wycheproof/json_web_key_test.json");
    for (const json::value& group : file.at("testGroups").as_array()) {
        const key_import import = import_set(group.at("private"));
        SCOPED_TRACE(group.at("comment").as_string());
        const bool mixed = group.at("comment").as_string() == "jws_mixedSymmetryKeyset";
        EXPECT_EQ(import.keys.size(), mixed ? 1u : 0u);
        for (const skipped_key& skipped : import.skipped)
            EXPECT_EQ(skipped.reason, errc::private_members);
        for (const json::value& test : group.at("tests").as_array())
            EXPECT_FALSE(accepts(import, std::string_view(test.at("jws").as_string())));
    }
}

TEST_F(KeyVectors, Rfc7520)
{
    const std::string folder = "ietf-jose-cookbook/jwk/3_";
    EXPECT_EQ(
        import_one(folder + "1.ec_public_key.json").keys.at(0).kid, "bilbo.baggins@hobbiton.example"
    );
    EXPECT_EQ(import_one(folder + "3.rsa_public_key.json").keys.size(), 1u);
    for (const char* name :
         {"2.ec_private_key.json", "4.rsa_private_key.json", "5.symmetric_key_mac_computation.json",
          "6.symmetric_key_encryption.json"}) {
        const key_import import = import_one(folder + name);
        EXPECT_TRUE(import.keys.empty()) << name;
        EXPECT_EQ(import.skipped.at(0).reason, errc::private_members) << name;
    }
}

TEST_F(KeyVectors, Rfc7517)
{
    const key_import a1 = import_set(test::read_json_vector("latchset-jose/rfc7517_A.1.jwkset"));
    ASSERT_EQ(a1.keys.size(), 1u);
    EXPECT_EQ(a1.keys[0].kid, "2011-04-29");
    EXPECT_EQ(a1.skipped.at(0).reason, errc::not_for_signatures);
    for (const char* name :
         {"latchset-jose/rfc7517_A.2.jwkset", "latchset-jose/rfc7517_A.3.jwkset"})
        EXPECT_TRUE(import_set(test::read_json_vector(name)).keys.empty()) << name;
}

TEST_F(KeyVectors, Rfc7638)
{
    const key_import import = import_one("latchset-jose/rfc7638_3.1.jwk");
    EXPECT_EQ(
        thumbprint(std::get<crypto::public_key>(import.keys.at(0).material)),
        test::read_vector("latchset-jose/rfc7638_3.1.thp")
    );
}

} // namespace
} // namespace postern::keys
