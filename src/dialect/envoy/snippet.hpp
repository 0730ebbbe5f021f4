// The printed Envoy text. How Postern is asked is all in which the texts differ.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string_view>

namespace postern::dialect {

struct envoy_check
{
    std::string_view page;    // of the documentation
    std::string_view version; // of Envoy that has all of it
    std::string_view listen;  // Postern's key that says where it is asked
    std::string_view meaning; // of the answers

    // Parts of the text.
    std::string_view question; // settings of the filter
    std::string_view proof;    // what its metadata have after an allowance
    std::string_view route;    // settings of a protected path
    std::string_view scheme{}; // without a balancer in front
    std::string_view protocol; // of the connection to Postern

    // Over HTTP alone.
    std::string_view target{};   // the key of the endpoint's path
    std::string_view original{}; // lines on the original request, beyond scheme and client
};

inline constexpr snippet_features envoy_features{
    .tls = true, .protected_paths = true, .balancers = true};

snippet_text print_envoy(const snippet_options& options, const envoy_check& check);

} // namespace postern::dialect
