// One configuration, ready to answer: its endpoints by path, and what its resolvers need.
// Immutable, shared by all workers; a reload makes a new one.
#pragma once

#include <postern/check/grpc_endpoint.hpp>
#include <postern/check/http_endpoint.hpp>
#include <postern/resolve/resolver.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

class service_config
{
public:
    service_config(
        std::vector<endpoint_options> endpoints, const answer_options& answers,
        std::shared_ptr<const resolve::resolver_config> resolving
    );

    // By path, octet by octet; null if there is none. An endpoint of a prefix dialect also has the
    // paths that continue its own at a `/`; the longest one is found.
    const http_endpoint* find(std::string_view path) const noexcept;

    // Adds the endpoint that Envoy asks over gRPC, before the configuration is shared.
    void listen_to_grpc(
        const endpoint_options& endpoint, const answer_options& answers,
        const std::vector<resolve::policy>& policies
    );
    // Null if there is none. The listener stays open if a reload takes its endpoint away.
    const grpc_endpoint* grpc() const noexcept { return grpc_ ? &*grpc_ : nullptr; }

    std::size_t size() const noexcept { return endpoints_.size(); }
    const std::shared_ptr<const resolve::resolver_config>& resolving() const noexcept
    {
        return resolving_;
    }

private:
    using by_path = std::map<std::string, const http_endpoint*, std::less<>>;

    std::deque<http_endpoint> endpoints_;
    by_path by_path_;
    by_path prefixes_; // those of a prefix dialect
    std::optional<grpc_endpoint> grpc_;
    std::shared_ptr<const resolve::resolver_config> resolving_;
};

} // namespace postern::check
