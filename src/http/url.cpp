#include <postern/codec/ascii.hpp>
#include <postern/codec/socket_address.hpp>
#include <postern/codec/uri.hpp>
#include <postern/http/client_error.hpp>
#include <postern/http/url.hpp>

#include <algorithm>

namespace postern::http {
namespace {

constexpr std::size_t longest = 2048;

std::uint16_t default_port(std::string_view scheme)
{
    return scheme == "https" ? 443 : 80;
}

std::string in_lower_case(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), codec::to_lower);
    return lower;
}

// RFC 3986 §3.3, §3.4: the characters of a path and of a query, and valid percent-encoding.
bool is_target(std::string_view text)
{
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/?%";
    return codec::percent_decode(text).has_value() &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return codec::is_alphanumeric(c) || others.find(c) != others.npos;
           });
}

bool set_authority(url& into, std::string_view authority)
{
    if (!codec::is_host(authority))
        return false;
    const std::string_view name = codec::host_name(authority);
    into.host = in_lower_case(name.starts_with('[') ? name.substr(1, name.size() - 2) : name);
    if (name.size() == authority.size())
        return true;
    const auto port = codec::parse_port(authority.substr(name.size() + 1));
    into.port = port.value_or(0);
    return into.port != 0;
}

} // namespace

std::string url::host_and_port() const
{
    const bool v6 = host.find(':') != host.npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string url::authority() const
{
    std::string all = host_and_port();
    if (port == default_port(scheme))
        all.resize(all.rfind(':'));
    return all;
}

result<url> parse_url(std::string_view text)
{
    const auto colon = text.find("://");
    if (text.size() > longest || colon == text.npos)
        return client_errc::bad_url;
    url made;
    made.scheme = in_lower_case(text.substr(0, colon)); // RFC 3986 §3.1
    if (made.scheme != "https" && made.scheme != "http")
        return client_errc::bad_url;
    made.port = default_port(made.scheme);
    const std::string_view rest = text.substr(colon + 3);
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view target = rest.substr(end);
    if (!set_authority(made, rest.substr(0, end)) || !is_target(target))
        return client_errc::bad_url;
    // RFC 9112 §3.2.1: an empty path is sent as /.
    made.target = (target.starts_with('/') ? "" : "/") + std::string(target);
    return made;
}

} // namespace postern::http
