// RFC 7515 §5.2, steps 1 to 5: splits and decodes the text, reads the header. Cheap checks come
// first: length, dots, base64url, JSON.
#include <postern/codec/ascii.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/jwt/jws.hpp>
#include <postern/keys/key_set.hpp>

#include "media_type.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <array>

namespace postern::jwt {
namespace {

// A header is small: depth, members of an object, elements of an array.
constexpr codec::json_limits header_limits{16, 32, 32};

struct segments
{
    std::string_view header, payload, signature;
};

// Whether an octet is in the alphabet of base64url or a dot.
constexpr auto token_octets = [] {
    std::array<bool, 256> table{};
    for (const char c :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool only_token_octets(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return token_octets[static_cast<unsigned char>(c)];
    });
}

// Why a text could not be split or decoded. Decoding finds every bad octet, but not which kind it
// is; this function looks again, for refused tokens only.
errc unreadable(std::string_view text) noexcept
{
    if (!only_token_octets(text))
        return errc::bad_character;
    const auto dots = std::count(text.begin(), text.end(), '.');
    if (dots == 2 && text.front() != '.' && text.back() != '.')
        return errc::bad_base64url;
    return dots == 4 ? errc::jwe : errc::not_compact;
}

// Splits at the first two dots. A third dot fails in the decoding.
std::optional<segments> split(std::string_view text)
{
    const std::size_t first = text.find('.');
    const std::size_t second = first == text.npos ? first : text.find('.', first + 1);
    if (second == text.npos || first == 0 || second + 1 == text.size())
        return std::nullopt;
    return segments{
        text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

// Header members that no accepted token has, whatever their value.
struct refused_member
{
    std::string_view name;
    errc reason;
};

constexpr std::array<refused_member, 9> refused_members{{
    {"crit", errc::critical_header}, // RFC 7515 §4.1.11: no extension is implemented
    {"b64", errc::critical_header},  // RFC 7797 §7: never in a JWT
    {"zip", errc::critical_header},
    {"jwk", errc::embedded_key}, // RFC 8725 §3.10: a token does not bring its own key
    {"x5c", errc::embedded_key},
    {"enc", errc::encryption_header},
    {"epk", errc::encryption_header},
    {"p2c", errc::encryption_header},
    {"p2s", errc::encryption_header},
}};

// A text that may be absent; a value of another type is an error.
result<std::optional<std::string>>
text_member(const boost::json::object& header, std::string_view name)
{
    const boost::json::value* value = header.if_contains(name);
    if (value == nullptr)
        return std::optional<std::string>();
    const auto text = codec::plain_text_of(*value);
    if (!text)
        return errc::bad_header_member;
    return std::optional<std::string>(*text);
}

// RFC 7515 §4.1.1. `none` has its own reason because it is an attack.
result<crypto::algorithm> read_algorithm(const boost::json::object& header)
{
    const boost::json::value* value = header.if_contains("alg");
    if (value == nullptr)
        return errc::algorithm_missing;
    const auto name = codec::text_of(*value);
    if (!name)
        return errc::bad_header_member;
    if (const auto known = crypto::algorithm_from_name(*name))
        return *known;
    return codec::equal_ignoring_case(*name, "none") ? errc::algorithm_none
                                                     : errc::algorithm_unknown;
}

result<jose_header> read_header(const boost::json::object& members)
{
    // A refused member decides, even if other members are wrong, too.
    for (const auto& member : members)
        for (const refused_member& refused : refused_members)
            if (std::string_view(member.key()) == refused.name)
                return refused.reason;

    const auto algorithm = read_algorithm(members);
    if (!algorithm)
        return algorithm.error();
    // These members may be absent.
    auto kid = text_member(members, "kid");
    auto type = text_member(members, "typ");
    const auto content = text_member(members, "cty");
    if (!kid || !type || !content || (*kid && !keys::is_kid(**kid)))
        return errc::bad_header_member;
    // RFC 7519 §5.2: cty JWT says that the payload is a token itself.
    if (*content && same_media_type(**content, "JWT"))
        return errc::nested_token;
    return jose_header{*algorithm, std::move(*kid), std::move(*type)};
}

result<jose_header> decode_header(std::string_view segment)
{
    const auto text = codec::base64url_decode(segment);
    if (!text)
        return errc::bad_base64url;
    // A usual header fits into this buffer, so that parsing it allocates no memory.
    std::array<unsigned char, 1024> room;
    boost::json::monotonic_resource storage(room.data(), room.size());
    const auto members = codec::parse_json_object(*text, header_limits, &storage);
    return members ? read_header(*members) : errc::bad_header_json;
}

// Most tokens of an issuer have the same header, so the last one is kept.
result<jose_header> header_of(std::string_view segment)
{
    thread_local std::string last;
    thread_local jose_header known;
    if (segment == last)
        return known;
    auto read = decode_header(segment);
    if (read) {
        last.clear(); // if a copy throws, nothing is kept
        known = *read;
        last = segment;
    }
    return read;
}

} // namespace

result<jws> parse_jws(std::string_view text, std::size_t max_size)
{
    if (text.size() > max_size)
        return errc::too_long;
    const auto cut = split(text);
    if (!cut)
        return unreadable(text);

    auto payload = codec::base64url_decode(cut->payload);
    auto signature = codec::base64url_decode(cut->signature);
    if (!payload || !signature)
        return unreadable(text);
    auto header = header_of(cut->header);
    // A header that is not base64url may have a more exact reason, which unreadable() finds.
    if (!header)
        return header.error() == make_error_code(errc::bad_base64url)
                   ? make_error_code(unreadable(text))
                   : header.error();
    // RFC 7515 §2: the signature covers header, dot and payload as they were received.
    return jws{
        std::move(*header), std::move(*payload), std::move(*signature),
        text.substr(0, text.size() - cut->signature.size() - 1)};
}

} // namespace postern::jwt
