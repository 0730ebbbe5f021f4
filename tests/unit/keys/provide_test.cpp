#include <postern/keys/provide.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <support/mint.hpp>

namespace postern::keys {
namespace {

using crypto::algorithm;
const crypto::algorithm_set allowed{algorithm::rs256, algorithm::eddsa};

std::string escaped_pem(algorithm id)
{
    std::string text;
    for (const char c : test::public_key(id).to_pem())
        text += c == '\n' ? "\\n" : std::string(1, c);
    return text;
}

std::string entry(const std::string& kid, algorithm id)
{
    return R"({"kid":")" + kid + R"(","n":"123","e":"10001","fingerprint":"f","public_key":")" +
           escaped_pem(id) + "\"}";
}

std::vector<std::string> kids_of(const result<key_import>& read)
{
    std::vector<std::string> all;
    for (const key& each : read.value().keys)
        all.push_back(each.kid);
    return all;
}

TEST(ProvideKeys, AreReadFromTheirPem)
{
    const auto read = parse_provide_keys(
        '[' + entry("ab:cd", algorithm::rs256) + ',' + entry("ed", algorithm::eddsa) + ']', allowed
    );
    ASSERT_TRUE(read);
    EXPECT_EQ(kids_of(read), (std::vector<std::string>{"ab:cd", "ed"}));
    EXPECT_TRUE(read->keys[0].algorithms.contains(algorithm::rs256));
    EXPECT_FALSE(read->keys[0].algorithms.contains(algorithm::eddsa));
}

TEST(ProvideKeys, HaveTheirFingerprintAsKidIfTheyHaveNone)
{
    EXPECT_EQ(
        kids_of(parse_provide_keys('[' + entry("", algorithm::rs256) + ']', allowed)),
        std::vector<std::string>{"f"}
    );
}

struct skip_row
{
    std::string entry;
    error_code reason;
};

TEST(ProvideKeys, AreSkippedOneByOne)
{
    const skip_row rows[] = {
        {"7", make_error_code(errc::bad_member)},
        {"{}", make_error_code(errc::bad_kid)},
        {R"({"kid":"a"})", make_error_code(errc::bad_member)},
        {R"({"kid":"a","public_key":7})", make_error_code(errc::bad_member)},
        {entry("a", algorithm::es256), make_error_code(errc::algorithm_mismatch)},
        {entry("good", algorithm::rs256), make_error_code(errc::duplicate_kid)},
    };
    for (const skip_row& r : rows) {
        const auto read = parse_provide_keys(
            '[' + r.entry + ',' + entry("good", algorithm::rs256) + ',' +
                entry("ed", algorithm::eddsa) + ']',
            allowed
        );
        ASSERT_TRUE(read) << r.entry;
        EXPECT_TRUE(std::ranges::any_of(read->skipped, [&](const skipped_key& s) {
            return s.reason == r.reason;
        })) << r.entry;
        EXPECT_EQ(read->keys.back().kid, "ed") << r.entry;
    }
    const auto broken =
        parse_provide_keys(R"([{"kid":"a","public_key":"-----BEGIN PUBLIC KEY-----"}])", allowed);
    EXPECT_EQ(broken->keys.size(), 0U);
    EXPECT_EQ(broken->skipped.size(), 1U);
}

// A text that would close the list and go on is no list.
TEST(ProvideKeys, AreAListAndNothingElse)
{
    for (const char* text :
         {"", "{}", "null", "7", "[", "[]]", "[],\"x\":1", "[]} {", R"({"keys":[]})", "[] []"})
        EXPECT_EQ(parse_provide_keys(text, allowed).error(), make_error_code(errc::not_a_key_set))
            << text;
    jwks_limits small;
    small.size = 10;
    EXPECT_EQ(
        parse_provide_keys("[          ]", allowed, small).error(), make_error_code(errc::too_large)
    );
    small = {};
    small.keys = 1;
    EXPECT_EQ(
        parse_provide_keys("[1,2]", allowed, small).error(), make_error_code(errc::too_many_keys)
    );
}

} // namespace
} // namespace postern::keys
