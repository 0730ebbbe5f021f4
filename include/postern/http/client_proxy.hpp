// Which proxy a request to another server goes through: https_proxy and no_proxy, as curl documents
// them.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/http/url.hpp>

#include <optional>

namespace postern::http {

struct proxy_settings
{
    secret https_proxy;   // http://[user:password@]host[:port]; empty: none
    std::string no_proxy; // hosts that are connected to directly
};

// From https_proxy or HTTPS_PROXY, and no_proxy or NO_PROXY. The lower case comes first.
proxy_settings proxy_from_environment();

struct proxy
{
    std::string host; // without brackets
    std::uint16_t port = 80;
    secret authorization; // the value of Proxy-Authorization; empty: none
};

// Nothing if the host is connected to directly. client_errc::bad_proxy if https_proxy is no URL of
// an http proxy. A request over plain http never uses a proxy.
result<std::optional<proxy>> choose_proxy(const proxy_settings&, const url&);

// `no_proxy` is a list with commas or spaces. An entry is `*` (each host), a name (itself and each
// name below it, with or without a dot in front), an IP address, or a network (10.0.0.0/8). All but
// a network may end with a port, and then stand for that port alone.
bool is_direct(std::string_view no_proxy, const url&);

} // namespace postern::http
