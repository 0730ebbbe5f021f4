// Values that the texts of several proxies are filled with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <chrono>
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

// For proxies that take the first path that fits. Paths of one length keep their order.
std::vector<protected_path> longest_first(std::vector<protected_path> paths);

} // namespace postern::dialect
