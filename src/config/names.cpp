// Types that more than one section uses.
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

// The path of a socket is relative to the configuration's folder, as those of all files.
std::string with_folder(const value& from, const std::string& address)
{
    constexpr std::string_view prefix = "unix:";
    if (!address.starts_with(prefix) || address.size() == prefix.size())
        return address;
    return std::string(prefix) + from.from_folder(address.substr(prefix.size())).string();
}

type<http::listen_address> listen_address()
{
    static const std::string accepted =
        "`host:port` with an IP address, `[v6]:port`, `unix:/path` or `systemd`";
    return {"address: " + accepted, [](const value& from, http::listen_address& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                // The error repeats the address as it was written, without the folder.
                const auto address = http::parse_listen_address(with_folder(from, *found));
                if (!address)
                    return refuse_value(from, *found, accepted);
                into = *address;
                // The service makes the socket, but not its folder.
                if (into.type == http::listen_address::kind::unix_socket)
                    need_folder_of(from, into.path);
            }};
}

} // namespace

type<std::vector<http::listen_address>> listen_addresses()
{
    return list(listen_address());
}

bool is_name(std::string_view text)
{
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(allowed) == text.npos;
}

type<std::string> name()
{
    return text_like(std::string(name_rule), is_name);
}

} // namespace postern::config
