// The keys of the listener for Envoy's gRPC.
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

constexpr std::uint64_t kib = 1024;

#ifdef POSTERN_GRPC
constexpr bool is_built = true;
#else
constexpr bool is_built = false;
#endif

const mapping<grpc_options>& limit_keys()
{
    static const mapping<grpc_options> keys{
        {"message", size(4 * kib, 64 * 1024 * kib), "256KiB",
         "Octets of one check, with a body that Envoy adds; a larger one is an error to Envoy.",
         path_to(&grpc_options::listener, &grpc::options::message), needs_restart},
        {"checks", count<std::size_t>(1, 1'000'000), "10000",
         "Checks that are answered at one time; more are an error to Envoy.",
         path_to(&grpc_options::listener, &grpc::options::checks), needs_restart}};
    return keys;
}

// Envoy alone asks over gRPC, and the answer removes headers as Envoy's dialects do.
bool is_envoys(const check::endpoint_options& endpoint)
{
    return endpoint.dialect->unset == dialect::unset_header::absent_and_named;
}

void check_address(const value& from, const configuration& made)
{
    const auto& others = made.resolver.listener.listen;
    for (const http::listen_address& address : made.grpc.listener.listen) {
        const bool any_port = address.type == http::listen_address::kind::tcp && address.port == 0;
        if (address.type == http::listen_address::kind::systemd)
            from.refuse("found \"systemd\"; accepted: host:port, [v6]:port or unix:/path");
        else if (!any_port && std::find(others.begin(), others.end(), address) != others.end())
            from.refuse(
                "found " + in_quotes(address.text()) + ", where another listener is already"
            );
    }
}

std::string accepted_endpoints(const configuration& made)
{
    std::string paths;
    for (const check::endpoint_options& each : made.endpoints)
        if (is_envoys(each))
            paths += (paths.empty() ? "`" : ", `") + each.path + "`";
    return "an endpoint of the dialect `envoy` or `envoy-prefix`: " +
           (paths.empty() ? "there is none, so add `envoy` to `default_endpoints`" : paths);
}

} // namespace

const mapping<grpc_options>& grpc_keys()
{
    static const mapping<grpc_options> keys{
        {"listen", listen_addresses(), "",
         "The address that Envoy asks over gRPC (ext_authz v3); without it there is no such "
         "listener.",
         path_to(&grpc_options::listener, &grpc::options::listen), needs_restart},
        {"endpoint", text(), "/authz/envoy",
         "The path of the endpoint whose rules and answers the checks have. Its dialect is `envoy` "
         "or `envoy-prefix`.",
         &grpc_options::endpoint},
        {"limits", section(limit_keys()), "", "Limits for checks.", itself}};
    return keys;
}

const check::endpoint_options* grpc_endpoint(const configuration& made) noexcept
{
    for (const check::endpoint_options& each : made.endpoints)
        if (each.path == made.grpc.endpoint && is_envoys(each))
            return &each;
    return nullptr;
}

void check_grpc(const value& from, const configuration& made)
{
    if (made.grpc.listener.listen.empty())
        return;
    const value section = from.member("grpc");
    if (!is_built)
        return section.refuse("this Postern was built without gRPC (POSTERN_GRPC)");
    check_address(section.member("listen"), made);
    if (grpc_endpoint(made) == nullptr)
        refuse_value(section.member("endpoint"), made.grpc.endpoint, accepted_endpoints(made));
}

} // namespace postern::config
