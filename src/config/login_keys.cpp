// The login page, and the hosts to which it may send people back.
#include <postern/check/guarded_login.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>

#include "sections.hpp"

#include <algorithm>
#include <array>

namespace postern::config {
namespace {

type<std::string> login_url()
{
    return text_like("http or https URL with a host", [](std::string_view text) {
        return text.empty() || is_web_url(text);
    });
}

// RFC 3986 §2.3: only characters that a query need not encode.
type<std::string> parameter()
{
    return text_like("letters, digits, `-`, `.`, `_` or `~`", [](std::string_view text) {
        constexpr std::string_view unreserved =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        return !text.empty() && text.find_first_not_of(unreserved) == text.npos;
    });
}

// A wildcard matches one or more whole labels. At least two labels must follow it, because `*.com`
// would allow everybody.
bool is_host_pattern(std::string_view text)
{
    const bool wild = text.substr(0, 2) == "*.";
    const std::string_view rest = wild ? text.substr(2) : text;
    return codec::is_host(rest) && rest.find('*') == rest.npos &&
           (!wild || (rest.find('.') != rest.npos && rest.front() != '.' && rest.front() != '['));
}

type<std::string> host_pattern()
{
    return text_like("host such as `app.example.com` or `*.example.com`", is_host_pattern);
}

void check_login(const value& from, resolve::login_options& into)
{
    if (!into.url.empty() && into.allowed_hosts.empty())
        from.member("allowed_hosts")
            .warn(
                "no host is allowed: the login page will not get the URL that the person came from"
            );
    if (const std::string path = check::guarded_login_path(into); !path.empty())
        from.member("url").warn(
            "is on a host of `allowed_hosts`: if a proxy guards that host, " + in_quotes(path) +
            " must stay open, or nobody can sign in; the printed snippets leave it open"
        );
}

} // namespace

bool is_web_url(std::string_view text)
{
    constexpr std::array<std::string_view, 2> schemes{"https://", "http://"};
    const auto scheme = std::find_if(schemes.begin(), schemes.end(), [&](std::string_view s) {
        return text.substr(0, s.size()) == s;
    });
    if (scheme == schemes.end())
        return false;
    // The authority ends at the path or the query. Characters that a URL must encode are refused.
    const std::string_view rest = text.substr(scheme->size());
    return codec::is_host(rest.substr(0, rest.find_first_of("/?"))) && codec::is_visible(rest) &&
           rest.find_first_of("#\"<>\\^`{|}") == rest.npos;
}

const mapping<resolve::login_options>& login_keys()
{
    static const mapping<resolve::login_options> keys{
        {{"url", login_url(), "",
          "The page where a person signs in; without it nobody is redirected.",
          &resolve::login_options::url},
         {"return_parameter", parameter(), "rd",
          "The parameter of the page's query for the original URL.",
          &resolve::login_options::return_parameter},
         {"allowed_hosts", list(host_pattern()), "",
          "The hosts of original URLs that the page may get: a name, or `*.` and a name for all "
          "names "
          "below it. An entry without a port stands for every port, one with a port for that port "
          "alone.",
          &resolve::login_options::allowed_hosts}},
        check_login};
    return keys;
}

} // namespace postern::config
