#include <postern/keys/files.hpp>

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <support/jwk_text.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace postern::keys {
namespace {

namespace fs = std::filesystem;
using crypto::algorithm;

class KeyFile : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string pattern = (fs::temp_directory_path() / "postern-keys-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path path(std::string_view name) const { return folder_ / name; }

    fs::path write(std::string_view name, std::string_view text) const
    {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

private:
    fs::path folder_;
};

TEST_F(KeyFile, IsReadWholeUpToItsLimit)
{
    const std::string text("a\0b\r\n", 5);
    EXPECT_EQ(read_file(write("five", text), 5).value(), text);
    EXPECT_EQ(read_file(write("five", text), 4).error(), errc::too_large);
    EXPECT_EQ(read_file(write("empty", ""), 0).value(), "");
    fs::create_symlink(path("five"), path("link"));
    EXPECT_EQ(read_file(path("link"), 5).value(), text);
}

TEST_F(KeyFile, IsARegularFileThatExistsAndMayBeRead)
{
    EXPECT_EQ(
        read_file(path("missing"), 5).error(), boost::system::errc::no_such_file_or_directory
    );
    EXPECT_EQ(read_file(path(""), 5).error(), errc::not_a_regular_file);
    EXPECT_EQ(read_file("/dev/zero", 5).error(), errc::not_a_regular_file);
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_file(path("pipe"), 5).error(), errc::not_a_regular_file);
    ASSERT_EQ(::chmod(write("closed", "x").c_str(), 0), 0);
    if (::geteuid() != 0) {
        EXPECT_EQ(read_file(path("closed"), 5).error(), boost::system::errc::permission_denied);
    }
}

TEST_F(KeyFile, HoldsAKeySet)
{
    const auto good = test::jwk(algorithm::es256, "a");
    const auto weak = test::with(test::jwk(algorithm::rs256, "b"), "e", "AQ");
    const auto twin = test::jwk(algorithm::es384, "a");
    const crypto::algorithm_set all{algorithm::rs256, algorithm::es256, algorithm::es384};
    const auto read = [&](const boost::json::array& list) {
        return read_jwks_file(write("set", test::jwks(list)), all);
    };
    EXPECT_EQ(read({good, weak})->keys.size(), 1u);
    EXPECT_EQ(check_key_file(*read({good, weak})), error_code());
    const auto twins = read({good, twin, test::jwk(algorithm::rs256, "c")});
    EXPECT_EQ(check_key_file(*twins), errc::duplicate_kid);
    EXPECT_EQ(check_key_file(*read({weak})), errc::no_usable_key);
    EXPECT_EQ(read({weak})->skipped.at(0).reason, crypto::errc::rsa_exponent);
    EXPECT_EQ(check_key_file(*read({})), errc::no_usable_key);
    EXPECT_EQ(read_jwks_file(write("set", "x"), all).error(), errc::not_a_key_set);
    EXPECT_EQ(read_jwks_file(write("set", "xx"), all, {.size = 1}).error(), errc::too_large);
    EXPECT_EQ(
        read_jwks_file(path("missing"), all).error(), boost::system::errc::no_such_file_or_directory
    );
}

TEST_F(KeyFile, HoldsOnePem)
{
    const fs::path file = write("key", test::public_key(algorithm::rs256).to_pem());
    const auto key = read_pem_file(file, "a", {algorithm::rs256, algorithm::eddsa}).value();
    EXPECT_EQ(key.kid, "a");
    EXPECT_EQ(key.algorithms, crypto::algorithm_set{algorithm::rs256});
    EXPECT_TRUE(key.verifies(algorithm::rs256, "m", test::sign(algorithm::rs256, "m")));
    EXPECT_TRUE(read_pem_file(file, "", {algorithm::rs256}));
    EXPECT_EQ(read_pem_file(file, "a\n", {algorithm::rs256}).error(), errc::bad_kid);
    EXPECT_EQ(read_pem_file(file, "a", {algorithm::es256}).error(), errc::algorithm_mismatch);
    EXPECT_EQ(read_pem_file(file, "a", {}).error(), errc::algorithm_mismatch);
    EXPECT_EQ(
        read_pem_file(write("bad", "x"), "a", {algorithm::rs256}).error(),
        crypto::errc::not_one_pem_block
    );
    EXPECT_EQ(
        read_pem_file(write("big", std::string(16 * 1024 + 1, ' ')), "a", {algorithm::rs256})
            .error(),
        errc::too_large
    );
}

} // namespace
} // namespace postern::keys
