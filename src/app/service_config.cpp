#include "service_config.hpp"

#include <postern/resolve/identity_headers.hpp>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace postern::app {
namespace {

std::shared_ptr<const resolve::resolver_config> make_resolver_config(
    const config::configuration& from, std::vector<jwt::trusted_issuer> issuers, std::size_t workers
)
{
    auto verifier = jwt::verifier::create(std::move(issuers), from.resolver.token_size);
    // config::load has checked the issuers, so an error here is a bug.
    if (!verifier)
        throw std::logic_error("configuration was not checked: " + verifier.error().message());
    // Each worker has caches of its own, so each gets an equal part of the memory.
    return std::make_shared<const resolve::resolver_config>(resolve::resolver_config{
        std::move(*verifier),
        from.identity,
        resolve::identity_header_tripwire(resolve::header_names(from.identity)),
        from.resolver.deadline,
        from.memory.verdicts / workers,
        from.memory.ttl,
        from.memory.sessions / workers,
        from.sessions,
        config::timeout_of(from.store),
        from.revocation,
    });
}

} // namespace

std::size_t worker_count(const config::configuration& from)
{
    if (from.resolver.threads != 0)
        return from.resolver.threads;
    // The system returns 0 if it does not know the number of cores.
    return std::max(1U, std::thread::hardware_concurrency());
}

std::shared_ptr<const check::service_config> make_service_config(
    const config::configuration& from, std::vector<jwt::trusted_issuer> issuers, std::size_t workers
)
{
    // If the name of the cookie is empty, no answer clears a cookie.
    const check::answer_options answers{
        resolve::header_names(from.identity), from.login, from.debug_reasons,
        from.sessions.clear_invalid_cookie ? from.sessions.cookie : std::string()};
    auto made = std::make_shared<check::service_config>(
        from.endpoints, answers, make_resolver_config(from, std::move(issuers), workers)
    );
    if (const check::endpoint_options* const endpoint = config::grpc_endpoint(from))
        made->listen_to_grpc(*endpoint, answers, from.policies);
    return made;
}

} // namespace postern::app
