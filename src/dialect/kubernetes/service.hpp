// A Service of Kubernetes as the command line writes it, and what the texts for Kubernetes take
// alike from their options.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace postern::dialect {

struct kubernetes_service
{
    std::string name;
    std::string name_space;
    std::string host; // the whole name: some proxies do not complete a short one
    std::string port;
};

// `postern.auth:9080`, `postern.auth.svc:9080` or the whole name. A name without its namespace is
// none: it would mean another Service in another namespace.
std::optional<kubernetes_service> read_kubernetes_service(std::string_view text);

// What is wrong with options that all texts for Kubernetes take alike, one line; empty: nothing.
std::string find_kubernetes_obstacle(const snippet_options& options);

// How long a check may take, as a duration of the Gateway API: `500ms` or `2s445ms`.
std::string kubernetes_patience(const snippet_options& options);

// Of an HTTPRoute; empty: it is for every host.
std::string hostnames_line(const snippet_options& options);

// Allows `kind` of `group` in one namespace to name Postern's Service in another; empty if they are
// in the same one.
std::string
reference_grant(std::string_view group, std::string_view kind, const snippet_options& options);

} // namespace postern::dialect
