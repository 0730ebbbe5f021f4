#include <postern/check/guarded_login.hpp>
#include <postern/codec/uri.hpp>

#include <algorithm>

namespace postern::check {

std::string guarded_login_path(const resolve::login_options& login, std::string_view server_name)
{
    // The parts of an absolute URL (RFC 3986 §3); the configuration has checked its form.
    const std::string_view url = login.url;
    const std::size_t colon = url.find("://");
    if (colon == url.npos)
        return {};
    const std::string_view scheme = url.substr(0, colon);
    const std::string_view rest = url.substr(colon + 3);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
    std::string_view path = rest.substr(host.size(), rest.find('?') - host.size());
    path = path.substr(0, path.find_last_not_of('/') + 1);

    const auto stands_for_it = [&](std::string_view pattern) {
        return codec::host_matches(pattern, host, scheme);
    };
    if (!std::ranges::any_of(login.allowed_hosts, stands_for_it) ||
        (!server_name.empty() && !stands_for_it(server_name)))
        return {};
    return path.empty() ? "/" : std::string(path);
}

} // namespace postern::check
