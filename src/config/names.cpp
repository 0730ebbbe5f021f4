// Types that more than one section uses.
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

type<http::listen_address> listen_address()
{
    static const std::string accepted =
        "`host:port` with an IP address, `[v6]:port`, `unix:/path` or `systemd`";
    return {"address: " + accepted, [](const value& from, http::listen_address& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                if (const auto address = http::parse_listen_address(*found))
                    into = *address;
                else
                    refuse_value(from, *found, accepted);
            }};
}

} // namespace

type<std::vector<http::listen_address>> listen_addresses()
{
    return list(listen_address());
}

bool is_visible(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
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
