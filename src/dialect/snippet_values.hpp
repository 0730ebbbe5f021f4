// Values that the texts of several proxies are filled with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

// The time of a check on its way to Postern and back.
inline constexpr std::chrono::milliseconds on_the_way{100};

// How long a proxy waits for a check: a little longer than it may take.
inline std::chrono::milliseconds patience(const snippet_options& options)
{
    return options.deadline + on_the_way;
}

// Headers of clients that no application gets. Some frameworks take the path of the request from
// the first two, past the path that was checked, and CGI programs take the last one for their
// variable HTTP_PROXY.
inline constexpr std::string_view misleading_headers[] = {
    "X-Original-URL",
    "X-Rewrite-URL",
    "Proxy",
};

// As seconds with a fraction: a Duration of Envoy's and Istio's configuration, without its `s`.
std::string seconds(std::chrono::milliseconds time);

// For proxies that take the first path that fits. Paths of one length keep their order.
std::vector<protected_path> longest_first(std::vector<protected_path> paths);

// A pattern for any spelling that some application reads as this header: what stands for the dash
// may be anything but a letter or a digit.
std::string every_spelling(std::string_view header);

// The identity headers, and those that mislead: what a proxy removes from each request.
std::vector<std::string> removed_headers(const std::vector<std::string>& identity);

// Lines of a list of YAML.
std::string items(const std::vector<std::string>& names, std::size_t indent);

// The same in lower case, as Envoy compares names of headers.
std::string lower_case_items(const std::vector<std::string>& names, std::size_t indent);

// Lines of a table of Lua: each name in lower case is a key.
std::string lua_keys(const std::vector<std::string>& names, std::size_t indent);

// The parts of `host:port`.
std::string host_of(std::string_view server);
std::string port_of(std::string_view server);

} // namespace postern::dialect
