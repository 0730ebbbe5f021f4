#include <postern/codec/base64url.hpp>

#include <gtest/gtest.h>

#include <support/exact_copy.hpp>

namespace postern::codec {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct known_pair
{
    std::string_view octets;
    std::string_view text;
};

// RFC 4648 §10 without padding, RFC 7515 appendix C, and the two letters that differ from base64.
constexpr known_pair known_pairs[] = {
    {"", ""},
    {"f", "Zg"},
    {"fo", "Zm8"},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg"},
    {"fooba", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy"},
    {"\x03\xec\xff\xe0\xc1", "A-z_4ME"},
    {"\xff\xff\xff", "____"},
    {"\xfb\xef\xbe", "----"},
};

TEST(Base64url, ReadsAndWritesKnownPairs)
{
    for (const known_pair& row : known_pairs) {
        SCOPED_TRACE(row.text);
        EXPECT_EQ(base64url_encode(row.octets), row.text);
        EXPECT_EQ(base64url_decode(test::exact_copy(row.text)), row.octets);
    }
}

TEST(Base64url, ReadsBackEveryLengthAndOctet)
{
    std::string octets;
    for (int i = 0; i < 300; ++i) {
        ASSERT_EQ(base64url_decode(test::exact_copy(base64url_encode(octets))), octets) << i;
        octets += static_cast<char>(i * 7);
    }
}

TEST(Base64url, RefusesALengthOfOneModuloFour)
{
    for (const std::string_view text : {"A", "AAAAA", "AAAAAAAAA"})
        EXPECT_FALSE(base64url_decode(test::exact_copy(text))) << text;
}

TEST(Base64url, RefusesEveryOctetOutsideTheAlphabetAtEveryPosition)
{
    for (const std::size_t size : {2u, 3u, 4u, 6u, 7u, 8u}) {
        for (std::size_t position = 0; position < size; ++position) {
            for (int octet = 0; octet < 256; ++octet) {
                std::string text(size, 'A');
                text[position] = static_cast<char>(octet);
                const bool known = alphabet.find(text[position]) != std::string_view::npos;
                const bool slack = position + 1 == size && size % 4 != 0;
                if (known && slack)
                    continue;
                ASSERT_EQ(base64url_decode(test::exact_copy(text)).has_value(), known)
                    << size << ' ' << position << ' ' << octet;
            }
        }
    }
}

TEST(Base64url, RefusesUnusedBitsThatAreNotZero)
{
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        SCOPED_TRACE(alphabet[i]);
        const std::string two{'A', alphabet[i]};
        const std::string three{'A', 'A', alphabet[i]};
        EXPECT_EQ(base64url_decode(test::exact_copy(two)).has_value(), i % 16 == 0);
        EXPECT_EQ(base64url_decode(test::exact_copy(three)).has_value(), i % 4 == 0);
    }
}

TEST(Base64url, RefusesPaddingAndWhiteSpace)
{
    for (const std::string_view text :
         {"Zg==", "Zm8=", "Zm9v====", "Zg=", "=", "Zm 9", "Zm9v\n", " Zm9v", "Zm9v+A", "Zm9v/A"})
        EXPECT_FALSE(base64url_decode(test::exact_copy(text))) << text;
}

} // namespace
} // namespace postern::codec
