#include <postern/admin/error.hpp>
#include <postern/admin/token_file.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace postern::admin {
namespace {

namespace fs = std::filesystem;

class TokenFile : public testing::Test
{
protected:
    TokenFile()
    {
        auto name = (fs::temp_directory_path() / "postern-XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~TokenFile() override { fs::remove_all(folder); }

    void write(const std::string& text, fs::perms mode = fs::perms::owner_read) const
    {
        std::ofstream(file()) << text;
        fs::permissions(file(), mode);
    }

    fs::path file() const { return folder / "admin.token"; }

    result<token_origin> obtain() const
    {
        options from;
        from.token_file = file();
        return obtain_token(from);
    }

    fs::path folder;
};

const std::string sixteen = "0123456789abcdef";

TEST_F(TokenFile, IsMadeWithARandomTokenForItsOwnerAlone)
{
    const auto made = obtain();
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_TRUE(made->generated);
    EXPECT_EQ(made->token.reveal().size(), 43U);
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    std::ostringstream content;
    content << std::ifstream(file()).rdbuf();
    EXPECT_EQ(content.str(), std::string(made->token.reveal()) + "\n");
}

TEST_F(TokenFile, IsReadAgainAtTheNextStart)
{
    const auto first = obtain();
    const auto second = obtain();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(second->generated);
    EXPECT_EQ(first->token.reveal(), second->token.reveal());
}

TEST_F(TokenFile, IsAnotherOneEachTime)
{
    const auto first = obtain();
    fs::remove(file());
    const auto second = obtain();
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->token.reveal(), second->token.reveal());
}

TEST_F(TokenFile, GivesItsTextWithoutTheLineBreak)
{
    for (const std::string end : {"", "\n", "\r\n"}) {
        write(sixteen + end);
        const auto found = obtain();
        ASSERT_TRUE(found) << found.error().message();
        EXPECT_EQ(found->token.reveal(), sixteen);
        EXPECT_FALSE(found->generated);
        fs::remove(file());
    }
}

TEST_F(TokenFile, IsRefusedWhereItsTextIsNoToken)
{
    struct row
    {
        std::string text;
        errc error;
    };
    const row rows[] = {
        {"", errc::token_too_short},
        {"\n", errc::token_too_short},
        {sixteen.substr(1), errc::token_too_short},
        {sixteen.substr(1) + "\n", errc::token_too_short},
        {sixteen + "\n\n", errc::token_unfit},
        {sixteen + " \n", errc::token_unfit},
        {sixteen + " " + sixteen, errc::token_unfit},
        {sixteen + "\n" + sixteen + "\n", errc::token_unfit},
        {sixteen + "\u00fc", errc::token_unfit},
        {sixteen + '\0', errc::token_unfit},
        {std::string(1025, 'a'), errc::token_unfit},
        {std::string(1025, 'a') + "\r\n", errc::token_unfit},
        {std::string(1024, 'a') + "\n" + sixteen, errc::token_unfit},
        {std::string(100000, 'a'), errc::token_unfit},
    };
    for (const auto& [text, error] : rows) {
        SCOPED_TRACE(text.substr(0, 40));
        write(text);
        const auto found = obtain();
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), error);
        fs::remove(file());
    }
}

TEST_F(TokenFile, MayBeAsLongAsAHeaderAllows)
{
    write(std::string(1024, 'a') + "\r\n");
    EXPECT_TRUE(obtain());
}

TEST_F(TokenFile, IsRefusedWhereOthersCanUseIt)
{
    for (const unsigned bit : {040U, 020U, 010U, 04U, 02U, 01U}) {
        write(sixteen, fs::perms::owner_read | static_cast<fs::perms>(bit));
        const auto found = obtain();
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), errc::token_file_open_to_others);
        fs::remove(file());
    }
}

TEST_F(TokenFile, IsRefusedWhereItIsNoFile)
{
    fs::create_directory(file());
    EXPECT_EQ(obtain().error(), errc::token_file_not_regular);
    fs::remove(file());
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    EXPECT_EQ(obtain().error(), errc::token_file_not_regular);
}

TEST_F(TokenFile, IsNotMadeThroughALinkThatLeadsNowhere)
{
    fs::create_symlink(folder / "elsewhere", file());
    EXPECT_FALSE(obtain());
    EXPECT_FALSE(fs::exists(folder / "elsewhere"));
}

TEST_F(TokenFile, CannotBeMadeWhereThereIsNoFolder)
{
    fs::remove_all(folder);
    EXPECT_EQ(obtain().error(), boost::system::errc::no_such_file_or_directory);
}

TEST_F(TokenFile, IsNotLookedAtWhereATokenIsConfigured)
{
    options from;
    from.token_file = file();
    from.token = secret(sixteen);
    const auto found = obtain_token(from);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->token.reveal(), sixteen);
    EXPECT_FALSE(fs::exists(file()));
    from.token = secret("short");
    EXPECT_EQ(obtain_token(from).error(), errc::token_too_short);
}

} // namespace
} // namespace postern::admin
