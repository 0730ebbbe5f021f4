// Key files that change under a running service.
#include <postern/issuers/service.hpp>
#include <postern/keys/jwks.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <support/becomes_true.hpp>
#include <support/issuer.hpp>
#include <support/recording_logger.hpp>
#include <support/temporary_folder.hpp>

namespace postern::issuers {
namespace {

using testing::HasSubstr;

class IssuersService : public testing::Test
{
protected:
    IssuersService()
    {
        issuer_.profile = test::issuer().profile;
        issuer_.keys.jwks_file = folder_.path() / "keys.json";
    }

    static keys::key fresh_key(const std::string& kid)
    {
        return {
            kid,
            crypto::private_key::generate(test::usual).value().public_part().value(),
            {test::usual}};
    }
    void write(const std::string& text)
    {
        const auto fresh = folder_.path() / "fresh";
        std::ofstream(fresh) << text;
        std::filesystem::rename(fresh, issuer_.keys.jwks_file);
    }
    void write_keys(const std::vector<std::string>& kids)
    {
        std::string list;
        for (const std::string& kid : kids)
            list += (list.empty() ? "" : ",") + keys::to_jwk(fresh_key(kid));
        write("{\"keys\":[" + list + "]}");
    }
    std::vector<std::string> kids() const
    {
        std::vector<std::string> all;
        const auto now = subject_.current().at(0).keys.current().keys;
        for (const keys::key& each : now->keys())
            all.push_back(each.kid);
        return all;
    }
    bool become(const std::vector<std::string>& expected) const
    {
        return test::becomes_true([&] { return kids() == expected; });
    }

    test::temporary_folder folder_;
    options issuer_;
    metrics::registry counted_;
    test::recording_logger lines_;
    service subject_{counted_, lines_};
};

TEST_F(IssuersService, ReadsAFileAgainThatHasChanged)
{
    write_keys({"a", "b"});
    const auto trusted = subject_.use({issuer_});
    EXPECT_EQ(kids(), (std::vector<std::string>{"a", "b"}));
    write_keys({"b", "c"});
    EXPECT_TRUE(become({"b", "c"}));
    EXPECT_EQ(trusted.at(0).keys, subject_.current().at(0).keys); // the same ring
    EXPECT_THAT(counted_.text(), HasSubstr("postern_keys{issuer=\"main\"} 2\n"));
    EXPECT_THAT(lines_.text(), HasSubstr("keys.loaded issuer=main keys=2\n"));
}

TEST_F(IssuersService, KeepsTheKeysIfTheFileCannotBeUsed)
{
    write_keys({"a"});
    subject_.use({issuer_});
    for (const char* bad : {"", "{", "{\"keys\":[]}", "[]", "{\"keys\":[{\"kty\":\"RSA\"}]}"}) {
        const auto before = lines_.text().size();
        write(bad);
        EXPECT_TRUE(test::becomes_true([&] { return lines_.text().size() > before; })) << bad;
        EXPECT_THAT(lines_.text().substr(before), HasSubstr("keys.not_loaded issuer=main from="));
        EXPECT_EQ(kids(), std::vector<std::string>{"a"});
    }
    const auto before = lines_.text().size();
    std::filesystem::remove(issuer_.keys.jwks_file);
    EXPECT_TRUE(test::becomes_true([&] { return lines_.text().size() > before; }));
    EXPECT_THAT(
        counted_.text(),
        HasSubstr("issuer=\"main\",outcome=\"failed\",reason=\"No such file or directory\"} 1\n")
    );
    EXPECT_EQ(kids(), std::vector<std::string>{"a"});
    EXPECT_TRUE(subject_.without_keys().empty());
    write_keys({"b"});
    EXPECT_TRUE(become({"b"}));
}

TEST_F(IssuersService, StartsWithoutKeysAndFindsThemLater)
{
    subject_.use({issuer_});
    EXPECT_TRUE(kids().empty());
    EXPECT_EQ(subject_.without_keys(), std::vector<std::string>{"main"});
    write_keys({"a"});
    EXPECT_TRUE(become({"a"}));
    EXPECT_TRUE(subject_.without_keys().empty());
}

TEST_F(IssuersService, NamesTheKeysThatItSkips)
{
    write(
        "{\"keys\":[" + keys::to_jwk(fresh_key("a")) +
        ",{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2VjcmV0\"}]}"
    );
    subject_.use({issuer_});
    EXPECT_THAT(lines_.text(), HasSubstr("keys.skipped issuer=main kid=s reason="));
    EXPECT_EQ(lines_.text().find("c2VjcmV0"), std::string::npos);
}

TEST_F(IssuersService, ForgetsTheIssuersOfTheConfigurationBefore)
{
    write_keys({"a"});
    subject_.use({issuer_});
    issuer_.profile.name = "other";
    subject_.use({issuer_});
    EXPECT_EQ(subject_.current().size(), 1U);
    EXPECT_THAT(counted_.text(), HasSubstr("postern_keys{issuer=\"other\"} 1\n"));
    EXPECT_EQ(counted_.text().find("postern_keys{issuer=\"main\"}"), std::string::npos);
}

} // namespace
} // namespace postern::issuers
