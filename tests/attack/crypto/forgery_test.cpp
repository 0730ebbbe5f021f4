// Named forgeries against the signature primitives.
#include <postern/crypto/private_key.hpp>
#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <support/mint.hpp>
#include <support/vectors.hpp>

namespace postern::crypto {
namespace {

using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

std::string padded(const number& n, std::size_t width)
{
    std::string octets(width, '\0');
    BN_bn2binpad(n.get(), reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(width));
    return octets;
}

struct curve_row
{
    algorithm id;
    int nid;
};

constexpr curve_row curves[] = {
    {algorithm::es256, NID_X9_62_prime256v1},
    {algorithm::es384, NID_secp384r1},
    {algorithm::es512, NID_secp521r1},
};

// 0, 1, n - 1, n, n + 1 and all bits.
std::vector<std::string> edges(const curve_row& row)
{
    const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(
        EC_GROUP_new_by_curve_name(row.nid), EC_GROUP_free
    );
    const std::size_t width = traits(row.id).signature_size / 2;
    const number n(BN_dup(EC_GROUP_get0_order(group.get())), BN_free);
    std::vector<std::string> list{std::string(width, '\0'), std::string(width, '\xff')};
    list.push_back(std::string(width - 1, '\0') + '\x01');
    BN_sub_word(n.get(), 1);
    for (int i = 0; i < 3; ++i, BN_add_word(n.get(), 1))
        list.push_back(padded(n, width));
    return list;
}

// CVE-2022-21449 and its kin.
TEST(Forgery, EcdsaAtTheEdgesOfTheGroup)
{
    for (const curve_row& row : curves) {
        const std::string good = test::sign(row.id, "message");
        const std::size_t width = good.size() / 2;
        const public_key key = test::public_key(row.id);
        for (const std::string& edge : edges(row)) {
            for (const std::string& other : edges(row))
                EXPECT_FALSE(verify(row.id, key, "message", edge + other));
            EXPECT_FALSE(verify(row.id, key, "message", edge + good.substr(width)));
            EXPECT_FALSE(verify(row.id, key, "message", good.substr(0, width) + edge));
        }
        EXPECT_FALSE(verify(row.id, key, "message", good.substr(width) + good.substr(0, width)));
        EXPECT_TRUE(verify(row.id, key, "message", good));
    }
}

// The point of order 1 verifies any message under any key check that lets it in.
TEST(Forgery, Ed25519IdentityKey)
{
    const std::string identity = '\x01' + std::string(31, '\0');
    const std::string forged = identity + std::string(32, '\0');
    EXPECT_FALSE(public_key::from_ed25519(identity));
    for (const std::string_view message : {"", "any", "message"})
        EXPECT_FALSE(verify(algorithm::eddsa, test::public_key(algorithm::eddsa), message, forged));
}

// RFC 8032 §5.1.7: S + L says the same as S and is refused.
TEST(Forgery, Ed25519WithSBeyondTheGroupOrder)
{
    const std::string order =
        test::from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    std::string forged = test::sign(algorithm::eddsa, "message");
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned char>(forged[32 + i]);
        carry += static_cast<unsigned char>(order[i]);
        forged[32 + i] = static_cast<char>(carry & 0xff);
        carry >>= 8;
    }
    const public_key key = test::public_key(algorithm::eddsa);
    EXPECT_FALSE(verify(algorithm::eddsa, key, "message", forged));
}

using evp_key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using evp_context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

// The private key in OpenSSL's own hands, to sign what the house would not.
evp_key openssl_key(algorithm id)
{
    const std::string pem(test::signing_key(id).to_pem().reveal());
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free
    );
    return {PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

std::string sign_digest(EVP_MD_CTX* context, std::string_view message)
{
    std::string signature(512, '\0');
    std::size_t size = signature.size();
    EXPECT_EQ(
        EVP_DigestSign(
            context, reinterpret_cast<unsigned char*>(signature.data()), &size,
            reinterpret_cast<const unsigned char*>(message.data()), message.size()
        ),
        1
    );
    signature.resize(size);
    return signature;
}

// RFC 7518 §3.4 ties each hash to one curve: r and s of P-256 over SHA-384, as wide as ES384 wants.
TEST(Forgery, EcdsaOnANarrowerCurve)
{
    const evp_key signer = openssl_key(algorithm::es256);
    const evp_context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha384(), nullptr, signer.get());
    const std::string der = sign_digest(context.get(), "message");
    const auto* next = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
        d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size())), ECDSA_SIG_free
    );
    const number r(BN_dup(ECDSA_SIG_get0_r(pair.get())), BN_free);
    const number s(BN_dup(ECDSA_SIG_get0_s(pair.get())), BN_free);
    const std::string forged = padded(r, 48) + padded(s, 48);
    const public_key key = test::public_key(algorithm::es256);
    EXPECT_FALSE(verify(algorithm::es384, key, "message", forged));
    EXPECT_FALSE(verify(algorithm::es256, key, "message", padded(r, 32) + padded(s, 32)));
}

struct pss_row
{
    std::string_view name;
    const EVP_MD* digest;
    const EVP_MD* mgf1;
    int salt;
    bool is_ps256;
};

std::string sign_pss(const pss_row& row, std::string_view message)
{
    const evp_key key = openssl_key(algorithm::ps256);
    const evp_context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    EVP_DigestSignInit(context.get(), &settings, row.digest, nullptr, key.get());
    EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_mgf1_md(settings, row.mgf1);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, row.salt);
    return sign_digest(context.get(), message);
}

// RFC 7518 §3.5 leaves no choice of salt or MGF1 hash.
TEST(Forgery, PssWithOtherParameters)
{
    const pss_row rows[] = {
        {"PS256", EVP_sha256(), EVP_sha256(), 32, true},
        {"no salt", EVP_sha256(), EVP_sha256(), 0, false},
        {"short salt", EVP_sha256(), EVP_sha256(), 20, false},
        {"one less", EVP_sha256(), EVP_sha256(), 31, false},
        {"one more", EVP_sha256(), EVP_sha256(), 33, false},
        {"longest salt", EVP_sha256(), EVP_sha256(), RSA_PSS_SALTLEN_MAX, false},
        {"MGF1 of SHA-1", EVP_sha256(), EVP_sha1(), 32, false},
        {"MGF1 of SHA-512", EVP_sha256(), EVP_sha512(), 32, false},
        {"SHA-384", EVP_sha384(), EVP_sha384(), 48, false},
        {"SHA-384 with salt 32", EVP_sha384(), EVP_sha256(), 32, false},
    };
    for (const pss_row& row : rows)
        EXPECT_EQ(
            verify(
                algorithm::ps256, test::public_key(algorithm::ps256), "message",
                sign_pss(row, "message")
            ),
            row.is_ps256
        ) << row.name;
}

// The name of the thing must not be enough: a public key's octets as an HMAC secret.
TEST(Forgery, HmacByThePublicKey)
{
    for (const algorithm id : {algorithm::rs256, algorithm::es256, algorithm::eddsa}) {
        const std::string pem = test::public_key(id).to_pem();
        for (const algorithm hs : {algorithm::hs256, algorithm::hs384, algorithm::hs512}) {
            EXPECT_FALSE(hmac_key::from_secret(hs, secret(pem)));
            EXPECT_FALSE(test::trusted_key(id).verifies(hs, "message", test::sign(hs, "message")));
        }
    }
}

TEST(Forgery, DoesNotComeThroughAfterManyRefusals)
{
    const public_key key = test::public_key(algorithm::rs256);
    const std::string good = test::sign(algorithm::rs256, "message");
    const std::string forged =
        test::other_signing_key(algorithm::rs256).sign(algorithm::rs256, "message").value();
    for (int i = 0; i < 10000; ++i)
        ASSERT_FALSE(verify(algorithm::rs256, key, "message", forged));
    EXPECT_TRUE(verify(algorithm::rs256, key, "message", good));
}

} // namespace
} // namespace postern::crypto
