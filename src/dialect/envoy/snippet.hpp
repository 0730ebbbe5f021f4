// The printed Envoy text. The two dialects differ in the target of the check alone.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string_view>

namespace postern::dialect {

struct envoy_target
{
    std::string_view key;      // of Envoy's HttpService, for the endpoint's path
    std::string_view original; // lines that describe the original request, beyond scheme and client
};

inline constexpr snippet_features envoy_features{
    .tls = true, .protected_paths = true, .balancers = true};

snippet_text print_envoy(const snippet_options& options, const envoy_target& target);

} // namespace postern::dialect
