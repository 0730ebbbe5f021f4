// RFC 7515 §5.2, steps 1 to 5: split, decode, read the header. In the order of cost: length, dots,
// then base64url, then JSON.
#include <postern/codec/ascii.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/jwt/claims.hpp>
#include <postern/jwt/jws.hpp>

#include "media_type.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <array>

namespace postern::jwt {
namespace {

constexpr codec::json_limits header_limits{16, 32, 32};

struct segments
{
    std::string_view header, payload, signature;
};

// The alphabet of base64url and the dot, by octet.
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

// Decoding finds each octet that may not be there, a third dot too; only a refused token pays for
// knowing what it was.
errc unreadable(std::string_view text) noexcept
{
    if (!only_token_octets(text))
        return errc::bad_character;
    const auto dots = std::count(text.begin(), text.end(), '.');
    if (dots == 2 && text.front() != '.' && text.back() != '.')
        return errc::bad_base64url;
    return dots == 4 ? errc::jwe : errc::not_compact;
}

// At the first two dots; constant memory.
std::optional<segments> split(std::string_view text)
{
    const std::size_t first = text.find('.');
    const std::size_t second = first == text.npos ? first : text.find('.', first + 1);
    if (second == text.npos || first == 0 || second + 1 == text.size())
        return std::nullopt;
    return segments{
        text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

// Header members that refuse a token by being there, whatever they say.
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

// A member that may be absent but not of another type.
result<std::optional<std::string>>
text_member(const boost::json::object& header, std::string_view name)
{
    const boost::json::value* value = header.if_contains(name);
    if (value == nullptr)
        return std::optional<std::string>();
    const boost::json::string* text = value->if_string();
    if (text == nullptr || has_control_character(*text))
        return errc::bad_header_member;
    return std::optional<std::string>(std::string(*text));
}

// RFC 7515 §4.1.1. `none` is named apart because it is an attack and never a mistake.
result<crypto::algorithm> read_algorithm(const boost::json::object& header)
{
    const boost::json::value* value = header.if_contains("alg");
    if (value == nullptr)
        return errc::algorithm_missing;
    const boost::json::string* name = value->if_string();
    if (name == nullptr)
        return errc::bad_header_member;
    if (const auto known = crypto::algorithm_from_name(*name))
        return *known;
    return codec::equal_ignoring_case(*name, "none") ? errc::algorithm_none
                                                     : errc::algorithm_unknown;
}

bool is_kid(std::string_view text)
{
    return !text.empty() && text.size() <= 256 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

result<jose_header> read_header(const boost::json::object& members)
{
    for (const auto& member : members)
        for (const refused_member& refused : refused_members)
            if (std::string_view(member.key()) == refused.name)
                return refused.reason;

    const auto algorithm = read_algorithm(members);
    if (!algorithm)
        return algorithm.error();
    auto kid = text_member(members, "kid");
    auto type = text_member(members, "typ");
    const auto content = text_member(members, "cty");
    if (!kid || !type || !content || (*kid && !is_kid(**kid)))
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
    std::array<unsigned char, 1024> room;
    boost::json::monotonic_resource storage(room.data(), room.size());
    const auto members = codec::parse_json_object(*text, header_limits, &storage);
    return members ? read_header(*members) : errc::bad_header_json;
}

// All tokens of an issuer have the same header, mostly: the last one is not read again.
result<jose_header> header_of(std::string_view segment)
{
    thread_local std::string last;
    thread_local jose_header known;
    if (segment == last)
        return known;
    auto read = decode_header(segment);
    if (read) {
        last.clear(); // if there is no memory for the copies, neither is known
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
    if (!header)
        return header.error() == make_error_code(errc::bad_base64url)
                   ? make_error_code(unreadable(text))
                   : header.error();
    return jws{
        std::move(*header), std::move(*payload), std::move(*signature),
        text.substr(0, text.size() - cut->signature.size() - 1)};
}

} // namespace postern::jwt
