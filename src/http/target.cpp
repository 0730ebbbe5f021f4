#include "target.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>

#include <algorithm>
#include <array>

namespace postern::http {
namespace {

// The octets that a Host field may have: the visible ones without these delimiters.
constexpr auto in_host = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = '!'; c <= '~'; ++c)
        table[c] = std::string_view(",@/\\?#<>\"^`{|}").find(static_cast<char>(c)) ==
                   std::string_view::npos;
    return table;
}();

// RFC 9112 §3.2: a target has no fragment, and only octets that a URI can have.
bool may_be_target(std::string_view text)
{
    return codec::is_visible(text) && text.find('#') == text.npos;
}

// Returns the part of an absolute-form behind its authority (RFC 9112 §3.2.2). An http URI must
// have a host, and must not have a user name (RFC 9110 §4.2.1, §4.2.4).
std::optional<std::string_view> after_authority(std::string_view target)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!codec::equal_ignoring_case(target.substr(0, scheme.size()), scheme))
            continue;
        const auto end = std::min(target.find_first_of("/?", scheme.size()), target.size());
        if (!codec::is_host(target.substr(scheme.size(), end - scheme.size())))
            return std::nullopt;
        // An empty path means "/" (RFC 9110 §4.2.3). The result is a view of the target, so use the
        // last slash of "://".
        const bool has_path = end != target.size() && target[end] == '/';
        return has_path ? target.substr(end) : target.substr(scheme.size() - 1, 1);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string_view> path_of(std::string_view method, std::string_view target)
{
    if (method == "CONNECT" || !may_be_target(target)) // RFC 9110 §9.3.6
        return std::nullopt;
    // Only the origin-form and the absolute-form have a path (RFC 9112 §3.2.1, §3.2.2).
    const auto from_path = target.starts_with('/') ? target : after_authority(target);
    if (!from_path)
        return std::nullopt;
    return from_path->substr(0, from_path->find('?'));
}

// RFC 9112 §3.2: only octets that an authority can have, and no user name.
bool may_be_host(std::string_view value) noexcept
{
    return std::all_of(value.begin(), value.end(), [](unsigned char c) { return in_host[c]; });
}

} // namespace postern::http
