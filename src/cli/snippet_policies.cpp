#include "snippet_policies.hpp"

#include "command.hpp"

#include <algorithm>

namespace postern::cli {

const check::endpoint_options& find_grpc_endpoint(const config::configuration& configuration)
{
    if (configuration.grpc.listener.listen.empty())
        throw refused("this text asks over gRPC: set grpc.listen, such as 127.0.0.1:9082");
    return *config::grpc_endpoint(configuration);
}

dialect::protected_path
read_policy_path(const std::string& text, const config::configuration& configuration)
{
    const std::size_t equals = text.find('=');
    if (!text.starts_with('/') || equals == text.npos || equals + 1 == text.size())
        throw refused("--protect: use PATH=POLICY, such as /admin=staff");
    const std::string policy = text.substr(equals + 1);
    if (policy.starts_with('/'))
        throw refused("--protect: use PATH=POLICY, such as /admin=staff: over gRPC a path chooses "
                      "a policy and not an endpoint");
    if (std::ranges::find(configuration.policies, policy, &resolve::policy::name) ==
        configuration.policies.end())
        throw refused("--protect: the configuration has no policy " + policy);
    return {text.substr(0, equals), find_grpc_endpoint(configuration).path, policy};
}

} // namespace postern::cli
