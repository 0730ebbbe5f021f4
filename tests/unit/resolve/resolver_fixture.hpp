// A resolver on a context of its own, with a clock that stands still.
#pragma once

#include <postern/resolve/identity_headers.hpp>
#include <postern/resolve/resolver.hpp>

#include <gtest/gtest.h>

#include <support/followed_store.hpp>
#include <support/issuer.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>
#include <support/request.hpp>
#include <support/run.hpp>

namespace postern::resolve {

using headers = std::vector<test::request::header>;

inline std::string bearer(const std::string& text)
{
    return "Bearer " + text;
}

class resolver_fixture : public testing::Test
{
protected:
    // One issuer of this algorithm.
    static std::shared_ptr<const resolver_config>
    make_resolver_config(crypto::algorithm id = test::usual, std::size_t memory = 1 << 20)
    {
        const identity_options identity;
        return std::make_shared<const resolver_config>(resolver_config{
            jwt::verifier::create({test::issuer(id)}).value(), identity,
            identity_header_tripwire(header_names(identity)), std::chrono::milliseconds(400),
            memory, std::chrono::minutes(5), memory});
    }

    std::shared_ptr<resolver> make(crypto::algorithm id = test::usual, std::size_t memory = 1 << 20)
    {
        return std::make_shared<resolver>(
            make_resolver_config(id, memory),
            dependencies{clock, pool, context.get_executor(), counted, revoked, &sessions}
        );
    }

    decision decide(
        resolver& who, const headers& sent, const rules& given_rules = {},
        const original_request& original = {}
    )
    {
        const test::request request(sent);
        return test::run(context, who.decide({request.head().fields, original}, given_rules));
    }

    std::optional<decision>
    decide_now(resolver& who, const headers& sent, const rules& given_rules = {})
    {
        const test::request request(sent);
        return who.decide_now({request.head().fields, {}}, given_rules);
    }

    test::manual_clock clock{test::at(test::noon)};
    metrics::registry registry;
    meters counted{registry};
    boost::asio::io_context context{1};
    test::memory_store store{clock};
    std::shared_ptr<session::session_versions> versions =
        test::follow<session::session_versions>(store);
    session::session_store sessions{store, *versions, clock};
    revocation::list revoked;
    crypto::thread_pool pool{{1, 4}};
};

} // namespace postern::resolve
