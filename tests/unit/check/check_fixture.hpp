// The configuration of a check service with one issuer, and a resolver for it on a context of its
// own.
#pragma once

#include <postern/check/service_config.hpp>
#include <postern/resolve/identity_headers.hpp>

#include <boost/asio/io_context.hpp>

#include <support/followed_store.hpp>
#include <support/issuer.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>

namespace postern::test {

struct check_fixture
{
    explicit check_fixture(
        std::vector<check::endpoint_options> endpoints = check::default_endpoints(),
        check::answer_options answers = {}
    )
    {
        answers.identity_headers = resolve::header_names(identity);
        resolving = std::make_shared<const resolve::resolver_config>(resolve::resolver_config{
            jwt::verifier::create({issuer()}).value(), identity,
            resolve::identity_header_tripwire(answers.identity_headers),
            std::chrono::milliseconds(400), 1 << 20, std::chrono::minutes(5), 1 << 20});
        config =
            std::make_shared<const check::service_config>(std::move(endpoints), answers, resolving);
        resolver = std::make_shared<resolve::resolver>(
            resolving,
            resolve::dependencies{clock, pool, context.get_executor(), counted, revoked, &sessions}
        );
    }

    resolve::identity_options identity;
    manual_clock clock{at(noon)};
    metrics::registry registry;
    resolve::meters counted{registry};
    boost::asio::io_context context{1};
    memory_store store{clock};
    std::shared_ptr<session::session_versions> versions = follow<session::session_versions>(store);
    session::session_store sessions{store, *versions, clock};
    revocation::list revoked;
    crypto::thread_pool pool{{1, 4}};
    std::shared_ptr<const resolve::resolver_config> resolving;
    std::shared_ptr<const check::service_config> config;
    std::shared_ptr<resolve::resolver> resolver;
};

} // namespace postern::test
