#include "login.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>

#include <algorithm>

namespace postern::check {
namespace {

// RFC 9110 §12.5.1: media types have no case.
bool wants_html(std::string_view accept) noexcept
{
    constexpr std::string_view html = "text/html";
    return std::search(accept.begin(), accept.end(), html.begin(), html.end(), [](char a, char b) {
               return codec::to_lower(a) == b;
           }) != accept.end();
}

bool may_return_to(const resolve::login_options& login, const resolve::original_request& original)
{
    const auto& allowed = login.allowed_hosts;
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& pattern) {
        return codec::host_matches(pattern, original.host, original.scheme);
    });
}

} // namespace

bool navigates(const resolve::auth_request& request) noexcept
{
    const std::string_view method = request.original.method;
    if ((method != "GET" && method != "HEAD") || request.headers.find("Upgrade").count != 0 ||
        request.headers.find("Sec-WebSocket-Key").count != 0)
        return false;
    // Fetch Metadata: a browser says what the request is for, and a script cannot change it.
    if (const auto mode = request.headers.find("Sec-Fetch-Mode"); mode.count != 0)
        return mode.count == 1 && mode.value == "navigate";
    return wants_html(request.headers.find("Accept").value);
}

std::string
login_url(const resolve::login_options& login, const resolve::original_request& original)
{
    if (!may_return_to(login, original))
        return login.url;
    const std::string back =
        std::string(original.scheme).append("://").append(original.host).append(original.uri);
    const bool has_query = login.url.find('?') != std::string::npos;
    return login.url + (has_query ? '&' : '?') + login.return_parameter + '=' +
           codec::percent_encode(back);
}

} // namespace postern::check
