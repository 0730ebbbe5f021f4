// A proxy for which we print a configuration. Several proxies may ask in one dialect: each is one
// row of the table in proxies.cpp.
#pragma once

#include <postern/dialect/dialect.hpp>
#include <postern/dialect/proxy_check.hpp>
#include <postern/dialect/snippet.hpp>

#include <span>
#include <string_view>

namespace postern::dialect {

struct proxy
{
    std::string_view name;                     // as `postern snippet` calls it
    const dialect* endpoint_dialect = nullptr; // of the endpoint that the proxy asks
    bool over_grpc = false;                    // it asks grpc.endpoint, and a path chooses a policy
    std::string_view help{};                   // where the text goes, examples
    snippet_features features{};

    // The configuration of the proxy. Pure.
    snippet_text (*print)(const snippet_options& options) = nullptr;

    // Reads an existing configuration of the proxy; null: none is read. Pure.
    proxy_check_report (*check
    )(const proxy_file& main, const proxy_includes& includes,
      const proxy_check_options& options) = nullptr;
};

std::span<const proxy* const> proxies() noexcept;
const proxy* find_proxy(std::string_view name) noexcept; // null if there is none

} // namespace postern::dialect
