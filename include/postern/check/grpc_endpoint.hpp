// The endpoint that Envoy asks over gRPC. A check may name another policy than the endpoint's.
#pragma once

#include <postern/check/endpoint.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

// Immutable; safe from every thread.
class grpc_endpoint : public endpoint
{
public:
    // `slot`: where a cached proof keeps the reply of this endpoint.
    grpc_endpoint(
        endpoint_options options, std::size_t slot, const answer_options& answers,
        const std::vector<resolve::policy>& policies
    );

    std::size_t slot() const noexcept { return slot_; }

    // The endpoint's rules with this policy in the place of their own; null if there is no such
    // policy.
    const resolve::rules* rules_of(std::string_view policy) const noexcept;

private:
    std::size_t slot_;
    std::map<std::string, resolve::rules, std::less<>> by_policy_;
};

} // namespace postern::check
