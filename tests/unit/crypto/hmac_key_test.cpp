#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>

#include <support/der.hpp>
#include <support/mint.hpp>

namespace postern::crypto {
namespace {

result<hmac_key> load(std::string octets, algorithm id = algorithm::hs256)
{
    return hmac_key::from_secret(id, secret(std::move(octets)));
}

TEST(HmacKey, IsAtLeastAsLongAsItsDigest)
{
    for (const algorithm id : {algorithm::hs256, algorithm::hs384, algorithm::hs512}) {
        const std::size_t least = traits(id).signature_size;
        EXPECT_TRUE(load(std::string(least, 'k'), id));
        EXPECT_TRUE(load(std::string(least + 1, 'k'), id));
        for (std::size_t size = 0; size < least; ++size)
            ASSERT_EQ(load(std::string(size, 'k'), id).error(), errc::secret_too_short) << size;
    }
}

TEST(HmacKey, ServesHmacOnly)
{
    for (const algorithm_traits& row : algorithm_table)
        if (row.key != key_type::hmac) {
            EXPECT_EQ(load(std::string(64, 'k'), row.id).error(), errc::algorithm_mismatch);
        }
}

TEST(HmacKey, TakesAnyOtherOctets)
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    const std::string rest(40, 'x');
    for (const std::string& octets :
         {all, std::string(64, '\0'), std::string(64, ' '), "0" + rest, "{\x01" + rest,
          "ssh" + rest, "-----BEGI" + rest, "\x30\x59" + rest, "a{\"kty\":\"oct\"}" + rest})
        EXPECT_TRUE(load(octets)) << octets.substr(0, 4);
}

// What a public key looks like in a file; each would let anyone who can read the key sign.
std::vector<std::pair<std::string, std::string>> key_texts()
{
    const std::string der = test::sequence(
        {test::sequence({test::tlv(6, "\x2b\x65\x70")}), test::bit_string(std::string(32, 'x'))}
    );
    const std::string fill(40, 'x');
    return {
        {"public PEM", test::pem("PUBLIC KEY", der)},
        {"private PEM", test::pem("PRIVATE KEY", der)},
        {"PKCS#1 PEM", test::pem("RSA PUBLIC KEY", der)},
        {"certificate", test::pem("CERTIFICATE", der)},
        {"PEM behind a comment", "# our key\n" + test::pem("PUBLIC KEY", der)},
        {"PEM behind a zero-width space", "\xE2\x80\x8B" + test::pem("PUBLIC KEY", der)},
        {"JWK",
         R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"},
        {"pretty JWK", "{\n  \"kty\": \"RSA\",\n  \"n\": \"" + fill + "\"\r\n\t}"},
        {"list of JWKs", "[{\"kty\":\"RSA\",\"n\":\"" + fill + "\"}]"},
        {"ssh-rsa", "ssh-rsa AAAAB3NzaC1yc2E" + fill},
        {"ssh-ed25519", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5" + fill},
        {"ecdsa-sha2", "ecdsa-sha2-nistp256 AAAAE2VjZHNh" + fill},
        {"sk-ssh", "sk-ssh-ed25519@openssh.com AAAAGnNr" + fill},
        {"sk-ecdsa", "sk-ecdsa-sha2-nistp256@openssh.com AAAA" + fill},
        {"DER", der},
    };
}

TEST(HmacKey, IsNotTheTextOfAKey)
{
    const std::string noises[] = {
        "",
        " ",
        "\n\n",
        "\t \r\n",
        "\xEF\xBB\xBF",
        std::string(1, '\0'),
        "\xEF\xBB\xBF \n" + std::string(3, '\0')};
    for (const auto& [name, text] : key_texts()) {
        for (const std::string& noise : noises) {
            SCOPED_TRACE(name);
            EXPECT_EQ(load(noise + text).error(), errc::secret_looks_like_key);
        }
    }
}

TEST(HmacKey, VerifiesTheWholeTagOnly)
{
    const hmac_key key = load(std::string(32, 'k')).value();
    const std::string tag = sign(key, "message");
    ASSERT_EQ(tag.size(), 32u);
    EXPECT_TRUE(verify(algorithm::hs256, key, "message", tag));
    for (std::size_t size = 0; size < tag.size(); ++size)
        EXPECT_FALSE(verify(algorithm::hs256, key, "message", tag.substr(0, size)));
    EXPECT_FALSE(verify(algorithm::hs256, key, "message", tag + '\0'));
    EXPECT_FALSE(verify(algorithm::hs256, key, "message", tag + tag));
    EXPECT_FALSE(verify(algorithm::hs512, key, "message", tag));
    EXPECT_FALSE(verify(algorithm::rs256, key, "message", tag));
}

// RFC 7515 appendix A.1.
TEST(HmacKey, VerifiesTheStandardsExample)
{
    const auto key = load(codec::base64url_decode(
                              "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4"
                              "hcgUuTwjAzZr1Z9CAow"
    )
                              .value());
    const auto tag = codec::base64url_decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").value();
    EXPECT_TRUE(verify(
        algorithm::hs256, key.value(),
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogIm"
        "h0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        tag
    ));
}

} // namespace
} // namespace postern::crypto
