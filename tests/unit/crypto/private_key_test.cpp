#include <postern/crypto/private_key.hpp>
#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <support/der.hpp>
#include <support/mint.hpp>

namespace postern::crypto {
namespace {

std::string text_of(const private_key& key)
{
    return std::string(key.to_pem().reveal());
}

std::string openssl_pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    char password[] = "password";
    PEM_write_bio_PKCS8PrivateKey(out.get(), key, cipher, password, 8, nullptr, nullptr);
    EVP_PKEY_free(key);
    char* text = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(out.get(), &text));
    return {text, size};
}

TEST(PrivateKey, ComesBackFromItsText)
{
    for (const algorithm_traits& row : algorithm_table) {
        if (row.key == key_type::hmac)
            continue;
        SCOPED_TRACE(row.name);
        const auto key = private_key::from_pem(text_of(test::signing_key(row.id)));
        ASSERT_TRUE(key) << key.error().message();
        EXPECT_EQ(key->type(), row.key);
        const std::string signature = key->sign(row.id, "message").value();
        EXPECT_TRUE(verify(row.id, test::public_key(row.id), "message", signature));
        EXPECT_FALSE(verify(
            row.id, test::other_signing_key(row.id).public_part().value(), "message", signature
        ));
    }
}

TEST(PrivateKey, SignsOnlyForItsType)
{
    for (const algorithm_traits& row : algorithm_table) {
        const auto signature = test::signing_key(algorithm::es384).sign(row.id, "message");
        EXPECT_EQ(signature.has_value(), row.id == algorithm::es384) << row.name;
    }
}

TEST(PrivateKey, IsNotMadeForSecretsOrWeakSizes)
{
    EXPECT_EQ(private_key::generate(algorithm::hs256).error(), errc::algorithm_mismatch);
    for (const unsigned bits : {0u, 512u, 1024u, 2047u, 4097u, 16384u})
        EXPECT_EQ(private_key::generate(algorithm::rs256, bits).error(), errc::rsa_size) << bits;
}

TEST(PrivateKey, IsExactlyOnePlainBlock)
{
    const std::string good = text_of(test::signing_key(algorithm::eddsa));
    const std::string public_text = test::public_key(algorithm::eddsa).to_pem();
    EXPECT_TRUE(private_key::from_pem("\n " + good + "\r\n"));
    EXPECT_EQ(private_key::from_pem("").error(), errc::not_one_pem_block);
    EXPECT_EQ(private_key::from_pem("x" + good).error(), errc::not_one_pem_block);
    EXPECT_EQ(private_key::from_pem(good + good).error(), errc::not_one_pem_block);
    EXPECT_EQ(private_key::from_pem(good + public_text).error(), errc::not_one_pem_block);
    EXPECT_EQ(private_key::from_pem(public_text).error(), errc::not_private_key_pem);
    EXPECT_EQ(
        private_key::from_pem(test::pem("EC PRIVATE KEY", "x")).error(), errc::not_private_key_pem
    );
    EXPECT_EQ(private_key::from_pem(test::pem("PRIVATE KEY", "x")).error(), errc::bad_key_encoding);
    EXPECT_EQ(
        private_key::from_pem(openssl_pem(EVP_EC_gen("P-256"), EVP_aes_128_cbc())).error(),
        errc::not_private_key_pem
    );
}

TEST(PrivateKey, HasAPublicPartThatPassesTheImport)
{
    EXPECT_EQ(
        private_key::from_pem(openssl_pem(EVP_EC_gen("secp256k1"))).error(),
        errc::unsupported_key_type
    );
    EXPECT_EQ(
        private_key::from_pem(openssl_pem(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))).error(),
        errc::unsupported_key_type
    );
    EXPECT_EQ(private_key::from_pem(openssl_pem(EVP_RSA_gen(1024))).error(), errc::rsa_size);
    EXPECT_EQ(ERR_peek_error(), 0u);
}

} // namespace
} // namespace postern::crypto
