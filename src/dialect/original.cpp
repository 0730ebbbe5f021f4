#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>
#include <postern/dialect/original.hpp>
#include <postern/http/head.hpp>

#include <algorithm>
#include <array>

namespace postern::dialect {
namespace {

// RFC 9112 §3.2: origin-form or asterisk-form. Other text behind a host would make another host.
bool is_target(std::string_view text)
{
    return text.starts_with('/') || text == "*";
}

bool is_scheme(std::string_view text)
{
    constexpr std::array<std::string_view, 4> known{"http", "https", "ws", "wss"};
    return std::find(known.begin(), known.end(), text) != known.end();
}

} // namespace

unreadable check_original(const resolve::original_request& original, const original_fields& from)
{
    if (!codec::is_token(original.method))
        return {resolve::errc::method_invalid, from.method};
    if (!is_target(original.uri))
        return {resolve::errc::uri_invalid, from.uri};
    if (!codec::is_host(original.host))
        return {resolve::errc::host_invalid, from.host};
    if (!is_scheme(original.scheme))
        return {resolve::errc::scheme_invalid, from.scheme};
    return {};
}

unreadable read_single(const http::head& head, std::string_view name, std::string_view& into)
{
    const auto found = head.fields.find(name);
    if (found.count > 1)
        return {resolve::errc::original_doubled, name};
    if (found.value.empty())
        return {resolve::errc::original_missing, name};
    into = found.value;
    return {};
}

std::string_view rightmost_address(std::string_view list) noexcept
{
    return codec::without_white_space(list.substr(list.rfind(',') + 1));
}

} // namespace postern::dialect
