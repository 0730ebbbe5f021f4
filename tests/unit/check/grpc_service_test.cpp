// The service for Envoy's gRPC decides as the one for HTTP.
#include <postern/check/grpc_service.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <support/request.hpp>
#include <support/run.hpp>
#include <vector>

namespace postern::check {
namespace {

using header = test::request::header;

class GrpcService : public testing::Test
{
protected:
    GrpcService()
    {
        answers.identity_headers = resolve::header_names(fixture.identity);
        resolve::policy staff;
        staff.name = "staff";
        staff.roles = {"nobody-has-this"};
        auto config =
            std::make_shared<service_config>(default_endpoints(), answers, fixture.resolving);
        const dialect::dialect* envoy = dialect::find_dialect("envoy");
        config->listen_to_grpc({"/authz/envoy", envoy, default_rules(*envoy)}, answers, {staff});
        state.use(config, fixture.resolver);
    }

    static grpc::check_request
    request(const std::vector<header>& headers, const char* policy = nullptr)
    {
        grpc::check_request made;
        auto& http = *made.mutable_attributes()->mutable_request()->mutable_http();
        http.set_method("GET");
        http.set_path("/orders?page=2&access_token=s3cret");
        http.set_host("app.test");
        http.set_scheme("https");
        for (const auto& [name, value] : headers) {
            auto& added = *http.mutable_header_map()->add_headers();
            added.set_key(name);
            added.set_raw_value(value);
        }
        if (policy != nullptr) {
            auto& named = *made.mutable_attributes()->add_context_extensions();
            named.set_key("policy");
            named.set_value(policy);
        }
        return made;
    }

    // As a call asks: at once, and if that is not known, again with time.
    grpc::reply_ptr ask(const grpc::check_request& asked)
    {
        if (auto known = checks.answer_now(asked))
            return known;
        return test::run(fixture.context, checks.answer_later(asked));
    }

    test::check_fixture fixture;
    answer_options answers;
    std::string written; // by the logger's thread, until it is gone
    log::options options{.access = log::access::all};
    std::unique_ptr<log::logger> logger =
        log::make_logger(options, [this](std::string_view lines) { written += lines; });
    std::unique_ptr<log::access_log> access = std::make_unique<log::access_log>(*logger, options);
    worker_state state{fixture.clock, *access, fixture.registry};
    grpc_service checks{state, {}};
    const header good{"authorization", "Bearer " + test::token()};
};

TEST_F(GrpcService, ProvesOnceAndThenAnswersAtOnceWithTheSameReply)
{
    const grpc::reply_ptr first = ask(request({good}));
    EXPECT_EQ(first->status(), 200U);
    EXPECT_EQ(checks.answer_now(request({good})), first);
}

TEST_F(GrpcService, AnswersByOutcome)
{
    EXPECT_EQ(ask(request({}))->status(), 401U);
    EXPECT_EQ(ask(request({{"authorization", "Bearer bad"}}))->status(), 401U);
    EXPECT_EQ(ask(request({good}, "staff"))->status(), 403U);
    EXPECT_EQ(ask(request({good}, "stuff"))->status(), 400U);
    EXPECT_EQ(ask(request({good, {"x_authgear.user-id", "alice"}}))->status(), 403U);
    EXPECT_EQ(ask({})->status(), 400U);
}

// The reply of an identity is cached, but the policy is asked each time.
TEST_F(GrpcService, AsksThePolicyOfEachCheck)
{
    EXPECT_EQ(ask(request({good}))->status(), 200U);
    EXPECT_EQ(ask(request({good}, "staff"))->status(), 403U);
    EXPECT_EQ(ask(request({good}))->status(), 200U);
}

// The address of the listener needs a restart, so it stays open when the endpoint has gone.
TEST_F(GrpcService, DeniesAfterAReloadWithoutItsEndpoint)
{
    state.use(fixture.config, fixture.resolver);
    EXPECT_EQ(ask(request({good}))->status(), 503U);
    EXPECT_EQ(test::run(fixture.context, checks.answer_later(request({good})))->status(), 503U);
}

TEST_F(GrpcService, CountsAndLogsAsOverHttp)
{
    ask(request({good}));
    ask(request({}));
    access.reset();
    logger.reset();
    const std::string metrics = fixture.registry.text();
    EXPECT_NE(
        metrics.find(R"(endpoint="/authz/envoy",outcome="valid",reason=""} 1)"), metrics.npos
    );
    EXPECT_NE(
        metrics.find(R"(endpoint="/authz/envoy",outcome="none",reason="no_credential"} 1)"),
        metrics.npos
    );
    EXPECT_NE(written.find("uri=/orders"), written.npos) << written;
    EXPECT_EQ(written.find("s3cret"), written.npos);
}

} // namespace
} // namespace postern::check
