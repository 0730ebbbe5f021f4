#include <postern/check/service.hpp>
#include <postern/http/head_parser.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <support/request.hpp>
#include <support/run.hpp>

namespace postern::check {
namespace {

using header = test::request::header;

class CheckService : public testing::Test
{
protected:
    CheckService() { state.use(fixture.config, fixture.resolver); }

    // As a connection asks: at once, and if that is not known, again with time.
    http::reply_ptr ask(const std::vector<header>& headers, const char* path = "/authz/nginx")
    {
        std::string octets = std::string("GET ") + path + " HTTP/1.1\r\nHost: resolver\r\n";
        for (const auto& [name, value] : headers)
            octets += name + ": " + value + "\r\n";
        octets += "\r\n";
        http::head_parser parser({});
        const http::head head = parser.parse(octets).value();
        waited = false;
        if (auto known = checks.answer_now(head))
            return known;
        waited = true;
        const http::owned_request owned(head, octets, {});
        return test::run(fixture.context, checks.answer_later(owned));
    }

    test::check_fixture fixture;
    std::string written; // by the logger's thread, until it is gone
    log::options options{.access = log::access::all};
    std::unique_ptr<log::logger> logger =
        log::make_logger(options, [this](std::string_view lines) { written += lines; });
    std::unique_ptr<log::access_log> access = std::make_unique<log::access_log>(*logger, options);
    worker_state state{fixture.clock, *access, fixture.registry};
    service checks{state};
    bool waited = false;
};

const std::vector<header> good()
{
    return test::forwarded({{"Authorization", "Bearer " + test::token()}});
}

TEST_F(CheckService, ProvesOnceAndThenAnswersAtOnceWithTheSameReply)
{
    const auto request = good();
    const http::reply_ptr first = ask(request);
    EXPECT_EQ(first->status(), 200U);
    EXPECT_EQ(ask(request), first);
    EXPECT_FALSE(waited);
}

TEST_F(CheckService, KnowsItsPathsOctetByOctet)
{
    for (const char* path :
         {"/authz/nginx/", "/authz", "/AUTHZ/nginx", "/", "/metrics", "/authz/nginx/../nginx",
          "/authz%2fnginx", "//authz/nginx"})
        EXPECT_EQ(ask(good(), path)->status(), 404U) << path;
}

TEST_F(CheckService, SaysWhichPathNoEndpointHas)
{
    ask(good(), "/authz/nginxx?token=a-secret");
    EXPECT_NE(
        fixture.registry.text().find(R"(postern_http_refused_total{reason="unknown_path"} 1)"),
        std::string::npos
    );
    access.reset();
    logger.reset();
    EXPECT_NE(
        written.find("status=404 endpoint=/authz/nginxx outcome=malformed reason=unknown_path"),
        std::string::npos
    ) << written;
    EXPECT_EQ(written.find("a-secret"), std::string::npos);
}

TEST_F(CheckService, SaysWhyARequestCannotBeRead)
{
    EXPECT_EQ(checks.refuse(http::errc::head_too_large)->status(), 431U);
    EXPECT_EQ(checks.refuse(http::errc::bad_host)->status(), 400U);
    std::vector<header> two_hosts = test::forwarded();
    two_hosts[2] = {"X-Forwarded-Host", "a,b"};
    EXPECT_EQ(ask(two_hosts)->status(), 400U);
    access.reset();
    logger.reset();
    for (const char* line :
         {"status=431 outcome=bad_request reason=head_too_large",
          "status=400 outcome=bad_request reason=bad_host",
          "status=400 endpoint=/authz/nginx outcome=bad_request reason=host_invalid"})
        EXPECT_NE(written.find(line), std::string::npos) << line << '\n' << written;
}

TEST_F(CheckService, RefusesWhatTheProxyDidNotVouchFor)
{
    EXPECT_EQ(ask({{"Authorization", "Bearer " + test::token()}})->status(), 400U);
    EXPECT_FALSE(waited);
}

TEST_F(CheckService, CountsByEndpointOutcomeAndReason)
{
    const auto request = good();
    ask(request);
    ask(request);
    ask(test::forwarded());
    ask(test::forwarded({{"Authorization", "Bearer x"}}));
    const std::string text = fixture.registry.text();
    const auto has = [&](const char* line) { return text.find(line) != text.npos; };
    EXPECT_TRUE(has(R"(postern_checks_total{endpoint="/authz/nginx",outcome="valid",reason=""} 2)")
    );
    EXPECT_TRUE(has(
        R"(postern_checks_total{endpoint="/authz/nginx",outcome="none",reason="no_credential"} 1)"
    ));
    EXPECT_TRUE(has(
        R"(postern_checks_total{endpoint="/authz/nginx",outcome="invalid",reason="token_not_compact"} 1)"
    ));
    EXPECT_TRUE(has("postern_check_duration_seconds_count 4"));
}

TEST_F(CheckService, ForgetsWithTheConfigurationItWasDecidedUnder)
{
    const auto request = good();
    const http::reply_ptr before = ask(request);
    const dialect::dialect* nginx = dialect::find_dialect("nginx");
    test::check_fixture other({{"/authz/nginx", nginx, default_rules(*nginx)}});
    state.use(other.config, other.resolver);
    EXPECT_EQ(ask({}, "/resolve")->status(), 404U);
    EXPECT_EQ(other.counted.tokens.entries.value(), 0);
    EXPECT_NE(ask(request), before);
}

TEST_F(CheckService, LogsWhoAskedForWhatAndNoCredential)
{
    const std::string token = test::token();
    auto request = test::forwarded(
        {{"Authorization", "Bearer " + token}, {"Cookie", "session=a-secret-cookie"}}
    );
    request[1].second = "/orders?access_token=a-secret-parameter";
    ask(request);
    ask(test::forwarded({{"Authorization", "Bearer " + token + "x"}}));
    access.reset();
    logger.reset();
    EXPECT_NE(
        written.find("subject=alice issuer=main method=GET host=app.test uri=/orders"),
        std::string::npos
    );
    EXPECT_NE(written.find("reason=token_bad_base64url"), std::string::npos);
    EXPECT_EQ(written.find("a-secret"), std::string::npos);
    EXPECT_EQ(written.find(token.substr(0, 16)), std::string::npos);
}

} // namespace
} // namespace postern::check
