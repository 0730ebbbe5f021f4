#include "pem.hpp"

#include <postern/codec/base64url.hpp>

#include <algorithm>
#include <string>

namespace postern::crypto {
namespace {

constexpr std::size_t max_size = 16 * 1024;
constexpr std::string_view white = " \t\r\n";
constexpr std::string_view dashes = "-----";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

bool take_prefix(std::string_view& text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix)
{
    if (!text.ends_with(suffix))
        return false;
    text.remove_suffix(suffix.size());
    return true;
}

// The alphabet of RFC 4648 §4 in the letters of §5, so that one decoder serves both.
char url_letter(char c)
{
    switch (c) {
    case '+':
        return '-';
    case '/':
        return '_';
    case '-':
    case '_':
        return '\0'; // no letter of §4
    default:
        return c;
    }
}

result<secret> decode_base64(std::string_view body)
{
    // White space may be anywhere in the body, so it is removed first.
    std::string text;
    text.reserve(body.size()); // growing would leave copies of a private key in freed memory
    for (const char c : body)
        if (white.find(c) == std::string_view::npos)
            text += url_letter(c);
    // RFC 4648 §4: padding makes the length a multiple of four.
    const std::size_t padded = text.size();
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.pop_back();
    // A secret erases its text: this may be a private key.
    const secret letters(std::move(text));
    auto octets = codec::base64url_decode(letters.reveal());
    if (padded % 4 != 0 || !octets || octets->empty())
        return errc::bad_key_encoding;
    return secret(std::move(*octets));
}

} // namespace

result<secret> decode_pem(std::string_view text, std::string_view label, errc wrong_label)
{
    if (text.size() > max_size)
        return errc::input_too_large;
    // RFC 7468 §3: the BEGIN line comes first, with a label between its dashes.
    std::string_view block = trimmed(text);
    if (!take_prefix(block, "-----BEGIN ") || !take_suffix(block, dashes))
        return errc::not_one_pem_block;
    const std::string_view found = block.substr(0, block.find(dashes));
    if (found != label)
        return wrong_label;
    block.remove_prefix(std::min(block.size(), found.size() + dashes.size()));
    // The END line comes last and has the same label.
    if (!take_suffix(block, label) || !take_suffix(block, "-----END "))
        return errc::not_one_pem_block;
    // Base64 has no dash and no colon. A dash means another block, a colon means headers (RFC 1421
    // §4.6).
    if (block.find_first_of("-:") != std::string_view::npos)
        return errc::not_one_pem_block;
    return decode_base64(block);
}

} // namespace postern::crypto
