#include "listen.hpp"

#include "../snippet_input.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace postern::dialect {
namespace {

constexpr std::string_view unix_scheme = "unix:";

// The host of an address that has a port.
bool is_host(std::string_view host)
{
    return is_host_and_port(std::string(host) + ":1");
}

struct place
{
    std::string_view host; // `*`: every address
    std::string_view port;
};

place split(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    return colon == text.npos ? place{"*", text}
                              : place{text.substr(0, colon), text.substr(colon + 1)};
}

template <typename Value>
void add_once(std::vector<std::string>& list, const Value& value)
{
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.emplace_back(value);
}

} // namespace

bool read_caddy_listening(const std::vector<std::string>& listen, caddy_listening& into)
{
    std::set<std::pair<std::string_view, std::string_view>> places;
    std::vector<std::string> hosts;
    std::vector<std::string> sockets;
    for (const std::string& text : listen) {
        if (is_unix_socket(text)) {
            add_once(sockets, caddy_upstream(text));
            continue;
        }
        const place at = split(text);
        if (!is_port(at.port) || (at.host != "*" && !is_host(at.host)))
            return false;
        places.emplace(at.host, at.port);
        add_once(hosts, at.host);
        add_once(into.ports, at.port);
    }
    const bool everywhere = std::find(hosts.begin(), hosts.end(), "*") != hosts.end();
    // A socket beside every address of the machine has no words: without `bind` there is no socket.
    if (places.size() != hosts.size() * into.ports.size() ||
        (everywhere && hosts.size() + sockets.size() > 1))
        return false;
    if (!everywhere)
        into.addresses = std::move(hosts);
    into.addresses.insert(into.addresses.end(), sockets.begin(), sockets.end());
    return true;
}

std::string caddy_upstream(std::string_view text)
{
    if (is_unix_socket(text))
        return "unix/" + std::string(text.substr(unix_scheme.size()));
    return std::string(text);
}

} // namespace postern::dialect
