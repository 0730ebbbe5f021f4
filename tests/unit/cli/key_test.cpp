#include <postern/crypto/private_key.hpp>
#include <postern/crypto/signature.hpp>
#include <postern/keys/files.hpp>

#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

unsigned mode_of(const std::string& file)
{
    struct stat found
    {
    };
    EXPECT_EQ(::stat(file.c_str(), &found), 0) << file;
    return found.st_mode & 0777U;
}

struct algorithm_row
{
    const char* name;
    crypto::algorithm id;
};

class KeyGenerate : public testing::TestWithParam<algorithm_row>
{
};

TEST_P(KeyGenerate, MakesFilesThatBelongTogether)
{
    const folder home;
    const auto [name, id] = GetParam();
    const typed_outcome ended = type(
        {"key", "generate", "--algorithm", name, "--out", home.file("key.pem"), "--public",
         home.file("pub.pem"), "--jwks", home.file("jwks.json")}
    );
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(mode_of(home.file("key.pem")), 0600U);

    const auto key = crypto::private_key::from_pem(home.read("key.pem"));
    const auto published = crypto::public_key::from_pem(home.read("pub.pem"));
    const auto set = keys::read_jwks_file(home.file("jwks.json"), {id});
    ASSERT_TRUE(key && published && set && set->keys.size() == 1);
    EXPECT_EQ(ended.out, keys::thumbprint(*published) + '\n');
    EXPECT_EQ(set->keys[0].kid + '\n', ended.out);
    const std::string signature = key->sign(id, "input").value();
    EXPECT_TRUE(crypto::verify(id, *published, "input", signature));
    EXPECT_TRUE(set->keys[0].verifies(id, "input", signature));
    EXPECT_THAT(home.read("pub.pem") + home.read("jwks.json"), Not(HasSubstr("PRIVATE")));
    EXPECT_THAT(home.read("jwks.json"), Not(HasSubstr("\"d\"")));
}

INSTANTIATE_TEST_SUITE_P(
    Key, KeyGenerate,
    testing::Values(
        algorithm_row{"RS256", crypto::algorithm::rs256},
        algorithm_row{"PS512", crypto::algorithm::ps512},
        algorithm_row{"ES256", crypto::algorithm::es256},
        algorithm_row{"ES384", crypto::algorithm::es384},
        algorithm_row{"ES512", crypto::algorithm::es512},
        algorithm_row{"EdDSA", crypto::algorithm::eddsa},
        algorithm_row{"Ed25519", crypto::algorithm::eddsa}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

typed_outcome generate(const folder& home, const std::vector<std::string>& more = {})
{
    std::vector<std::string> words{"key",   "generate", "--algorithm",
                                   "EdDSA", "--out",    home.file("key.pem")};
    words.insert(words.end(), more.begin(), more.end());
    return type(words);
}

TEST(Key, PrintsNothingOfThePrivateKey)
{
    const folder home;
    const typed_outcome ended = generate(home);
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out.size(), 44U); // a thumbprint and its line's end
    EXPECT_EQ(ended.err, "");
}

TEST(Key, TakesTheKidThatIsWanted)
{
    const folder home;
    const typed_outcome ended = generate(home, {"--kid", "2030-01", "--jwks", home.file("jwks")});
    EXPECT_EQ(ended.out, "2030-01\n");
    EXPECT_THAT(home.read("jwks"), HasSubstr("\"2030-01\""));
}

TEST(Key, RefusesAKidThatNoResolverWouldTake)
{
    for (const std::string& kid : {std::string("a\nb"), std::string("ü"), std::string(257, 'k')}) {
        const folder home;
        EXPECT_EQ(generate(home, {"--kid", kid}).code, 1);
        EXPECT_EQ(home.files(), 0U);
    }
}

TEST(Key, NeverOverwritesAndLeavesNothingBehind)
{
    for (const char* taken : {"key.pem", "pub.pem", "jwks.json"}) {
        SCOPED_TRACE(taken);
        const folder home;
        home.write(taken, "kept");
        const typed_outcome ended =
            generate(home, {"--public", home.file("pub.pem"), "--jwks", home.file("jwks.json")});
        EXPECT_EQ(ended.code, 1);
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr(home.file(taken)));
        EXPECT_EQ(home.read(taken), "kept");
        EXPECT_EQ(home.files(), 1U);
    }
}

TEST(Key, DoesNotWriteThroughALink)
{
    const folder home;
    std::filesystem::create_symlink(home.file("elsewhere"), home.file("key.pem"));
    EXPECT_EQ(generate(home).code, 1);
    EXPECT_FALSE(std::filesystem::exists(home.file("elsewhere")));
}

TEST(Key, MakesRsaKeysOfTheSizeThatIsWanted)
{
    const folder home;
    const typed_outcome ended = type(
        {"key", "generate", "--bits", "3072", "--out", home.file("key.pem"), "--public",
         home.file("pub.pem")}
    );
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(crypto::public_key::from_pem(home.read("pub.pem")).value().bits(), 3072U);
}

} // namespace
} // namespace postern::cli
