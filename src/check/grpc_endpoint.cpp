#include <postern/check/grpc_endpoint.hpp>

#include <utility>

namespace postern::check {

grpc_endpoint::grpc_endpoint(
    endpoint_options options, std::size_t slot, const answer_options& answers,
    const std::vector<resolve::policy>& policies
)
    : endpoint(std::move(options), answers), slot_(slot)
{
    for (const resolve::policy& each : policies) {
        resolve::rules changed = rules();
        changed.policy = each;
        by_policy_.emplace(each.name, std::move(changed));
    }
}

const resolve::rules* grpc_endpoint::rules_of(std::string_view policy) const noexcept
{
    const auto found = by_policy_.find(policy);
    return found == by_policy_.end() ? nullptr : &found->second;
}

} // namespace postern::check
