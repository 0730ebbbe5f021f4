#include <postern/codec/ascii.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/codec/uri.hpp>
#include <postern/http/client_error.hpp>
#include <postern/http/client_proxy.hpp>

#include <algorithm>
#include <cstdlib>

namespace postern::http {
namespace {

constexpr std::string_view http_scheme = "http://";

// An empty variable counts as none, as in curl.
std::string variable(const char* lower, const char* upper)
{
    for (const char* const name : {lower, upper}) {
        const char* const value = std::getenv(name);
        if (value != nullptr && *value != 0)
            return value;
    }
    return {};
}

// RFC 4648 §4: base64 has two other characters than base64url, and padding.
std::string base64(std::string_view octets)
{
    std::string text = codec::base64url_encode(octets);
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

// RFC 7617 §2. The user and the password are percent-encoded in a URL.
result<secret> basic(std::string_view user_info)
{
    // RFC 3986 §3.2: a slash ends the authority, so this is the URL of another scheme.
    if (user_info.find('/') != user_info.npos)
        return client_errc::bad_proxy;
    const auto colon = std::min(user_info.find(':'), user_info.size());
    const auto user = codec::percent_decode(user_info.substr(0, colon));
    const auto password =
        codec::percent_decode(user_info.substr(std::min(colon + 1, user_info.size())));
    if (!user || !password)
        return client_errc::bad_proxy;
    return secret("Basic " + base64(*user + ":" + *password));
}

result<proxy> parse_proxy(std::string_view text)
{
    if (codec::equal_ignoring_case(text.substr(0, http_scheme.size()), http_scheme))
        text.remove_prefix(http_scheme.size());
    proxy made;
    if (const auto at = text.rfind('@'); at != text.npos) {
        auto login = basic(text.substr(0, at));
        if (!login)
            return login.error();
        made.authorization = std::move(*login);
        text.remove_prefix(at + 1);
    }
    const auto where = parse_url(std::string(http_scheme) + std::string(text));
    if (!where || where->target != "/")
        return client_errc::bad_proxy;
    made.host = where->host;
    made.port = where->port;
    return made;
}

} // namespace

proxy_settings proxy_from_environment()
{
    return {secret(variable("https_proxy", "HTTPS_PROXY")), variable("no_proxy", "NO_PROXY")};
}

result<std::optional<proxy>> choose_proxy(const proxy_settings& from, const url& to)
{
    if (from.https_proxy.empty() || to.scheme != "https" || is_direct(from.no_proxy, to))
        return std::optional<proxy>();
    auto made = parse_proxy(from.https_proxy.reveal());
    if (!made)
        return made.error();
    return std::optional<proxy>(std::move(*made));
}

} // namespace postern::http
