// Wycheproof's vectors for the signature primitives. Each file is one row with the number of cases
// that are accepted; the verdicts are upstream's but where this project is stricter.
#include <postern/crypto/signature.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <support/exact_copy.hpp>
#include <support/vectors.hpp>

namespace postern::crypto {
namespace {

namespace json = boost::json;

struct file_row
{
    std::string_view name;
    algorithm id;
    std::size_t cases;
    std::size_t accepted;
    bool refused_whole = false; // another algorithm, or keys that are not imported
};

constexpr file_row files[] = {
    {"ed25519", algorithm::eddsa, 151, 88},
    {"ed448", algorithm::eddsa, 87, 0, true},
    {"ecdsa_secp256r1_sha256_p1363", algorithm::es256, 262, 173},
    {"ecdsa_secp384r1_sha384_p1363", algorithm::es384, 280, 193},
    {"ecdsa_secp521r1_sha512_p1363", algorithm::es512, 318, 231},
    {"ecdsa_secp256r1_sha256", algorithm::es256, 484, 0, true},       // DER
    {"ecdsa_secp256k1_sha256_p1363", algorithm::es256, 252, 0, true}, // another curve
    {"rsa_signature_2048_sha256", algorithm::rs256, 259, 7},
    {"rsa_signature_2048_sha384", algorithm::rs384, 258, 7},
    {"rsa_signature_2048_sha512", algorithm::rs512, 259, 7},
    {"rsa_signature_3072_sha256", algorithm::rs256, 259, 7},
    {"rsa_signature_3072_sha384", algorithm::rs384, 259, 7},
    {"rsa_signature_3072_sha512", algorithm::rs512, 260, 7},
    {"rsa_signature_4096_sha256", algorithm::rs256, 258, 7},
    {"rsa_signature_4096_sha384", algorithm::rs384, 259, 7},
    {"rsa_signature_4096_sha512", algorithm::rs512, 259, 7},
    {"rsa_signature_8192_sha256", algorithm::rs256, 258, 0, true},
    {"rsa_pss_2048_sha256_mgf1_32", algorithm::ps256, 108, 63},
    {"rsa_pss_3072_sha256_mgf1_32", algorithm::ps256, 108, 63},
    {"rsa_pss_4096_sha256_mgf1_32", algorithm::ps256, 108, 63},
    {"rsa_pss_2048_sha384_mgf1_48", algorithm::ps384, 141, 95},
    {"rsa_pss_4096_sha384_mgf1_48", algorithm::ps384, 141, 95},
    {"rsa_pss_4096_sha512_mgf1_64", algorithm::ps512, 179, 132},
    {"rsa_pss_2048_sha256_mgf1_32_params", algorithm::ps256, 108, 0, true}, // id-RSASSA-PSS
};

json::array groups_of(std::string_view name)
{
    const auto path = "wycheproof/" + std::string(name) + "_test.json";
    return test::read_json_vector(path).at("testGroups").as_array();
}

std::string hex_member(const json::value& object, std::string_view name)
{
    return test::from_hex(std::string_view(object.at(name).as_string()));
}

bool has_flag(const json::value& test, std::string_view flag)
{
    for (const json::value& each : test.at("flags").as_array())
        if (each.as_string() == flag)
            return true;
    return false;
}

std::optional<public_key> key_of(const json::value& group)
{
    auto key = public_key::from_pem(std::string_view(group.at("publicKeyPem").as_string()));
    return key ? std::optional(*std::move(key)) : std::nullopt;
}

bool accepts(algorithm id, const std::optional<public_key>& key, const json::value& test)
{
    const test::exact_copy message(hex_member(test, "msg"));
    const test::exact_copy signature(hex_member(test, "sig"));
    return key && verify(id, *key, message, signature);
}

// e = 3 is valid upstream; here such keys do not exist.
bool is_acceptable(const file_row& row, const json::value& test)
{
    return !row.refused_whole && test.at("result").as_string() == "valid" &&
           !has_flag(test, "SmallPublicKey");
}

class Wycheproof : public test::with_vectors<testing::TestWithParam<file_row>>
{
};

TEST_P(Wycheproof, EndsAsPinned)
{
    std::size_t cases = 0;
    std::size_t accepted = 0;
    for (const json::value& group : groups_of(GetParam().name)) {
        const auto key = key_of(group);
        for (const json::value& test : group.at("tests").as_array()) {
            const bool good = accepts(GetParam().id, key, test);
            EXPECT_EQ(good, is_acceptable(GetParam(), test)) << test.at("tcId");
            accepted += good ? 1u : 0u;
            ++cases;
        }
    }
    EXPECT_EQ(cases, GetParam().cases);
    EXPECT_EQ(accepted, GetParam().accepted);
}

INSTANTIATE_TEST_SUITE_P(Primitives, Wycheproof, testing::ValuesIn(files), [](const auto& row) {
    return std::string(row.param.name);
});

class WycheproofOther : public test::with_vectors<>
{
};

using accepted_cases = std::vector<std::pair<std::int64_t, algorithm>>;

// Each case as each of the three PSS algorithms.
accepted_cases accepted_as_pss(std::string_view file)
{
    accepted_cases accepted;
    for (const json::value& group : groups_of(file)) {
        const auto key = key_of(group);
        for (const json::value& test : group.at("tests").as_array())
            for (const algorithm id : {algorithm::ps256, algorithm::ps384, algorithm::ps512})
                if (accepts(id, key, test))
                    accepted.emplace_back(test.at("tcId").as_int64(), id);
    }
    return accepted;
}

// A grid of hash, MGF1 hash and salt; three of its 150 points are PS256, PS384 and PS512.
TEST_F(WycheproofOther, PssGrid)
{
    const accepted_cases expected{
        {76, algorithm::ps256}, {113, algorithm::ps384}, {150, algorithm::ps512}};
    EXPECT_EQ(accepted_as_pss("rsa_pss_misc"), expected);
}

// Signatures without salt, and one that is invalid there for having a salt: a good PS256.
TEST_F(WycheproofOther, PssWithoutSalt)
{
    const accepted_cases expected{{69, algorithm::ps256}};
    EXPECT_EQ(accepted_as_pss("rsa_pss_2048_sha256_mgf1_0"), expected);
}

// Short keys are not loaded and cut tags are not accepted, whatever upstream says.
TEST_F(WycheproofOther, Hmac)
{
    const std::tuple<std::string_view, algorithm, std::size_t> rows[] = {
        {"hmac_sha256", algorithm::hs256, 30},
        {"hmac_sha384", algorithm::hs384, 30},
        {"hmac_sha512", algorithm::hs512, 30},
    };
    for (const auto& [name, id, expected] : rows) {
        std::size_t accepted = 0;
        for (const json::value& group : groups_of(name)) {
            const std::size_t size = traits(id).signature_size;
            const bool full = group.at("tagSize").to_number<std::size_t>() == size * 8;
            const bool strong = group.at("keySize").to_number<std::size_t>() >= size * 8;
            for (const json::value& test : group.at("tests").as_array()) {
                const auto key = hmac_key::from_secret(id, secret(hex_member(test, "key")));
                const bool good =
                    key && verify(id, *key, hex_member(test, "msg"), hex_member(test, "tag"));
                const bool valid = test.at("result").as_string() == "valid";
                EXPECT_EQ(good, valid && full && strong) << name << ' ' << test.at("tcId");
                accepted += good ? 1u : 0u;
            }
        }
        EXPECT_EQ(accepted, expected) << name;
    }
}

} // namespace
} // namespace postern::crypto
