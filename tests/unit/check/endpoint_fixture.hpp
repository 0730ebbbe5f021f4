// What becomes of a decision at one endpoint, as the text of the reply.
#pragma once

#include <postern/check/http_endpoint.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <support/request.hpp>
#include <vector>

namespace postern::check {

using resolve::decision;
using resolve::errc;
using resolve::mode;
using resolve::original_request;

inline const test::request::header navigate{"Sec-Fetch-Mode", "navigate"};
inline const original_request original{"GET", "/orders?a=1&b=2", "app.test", "https", "192.0.2.7"};

// The reply's head and body, without the lines that every reply has.
inline std::string text(const http::reply& reply)
{
    std::string all = reply.octets();
    for (const std::string line : {"Cache-Control: no-store\r\n"})
        all.erase(all.find(line), line.size());
    return all;
}

class Endpoint : public testing::Test
{
protected:
    http_endpoint make(const char* dialect_name, mode in, const answer_options& answers = {})
    {
        const dialect::dialect* dialect = dialect::find_dialect(dialect_name);
        endpoint_options options{"/x", dialect, default_rules(*dialect)};
        options.rules.mode = in;
        answer_options complete = answers;
        complete.identity_headers = resolve::header_names(fixture.identity);
        return http_endpoint(options, 0, complete);
    }

    // What a decision becomes.
    std::string answer(
        const http_endpoint& at, const decision& decided, const original_request& from = original,
        const std::vector<test::request::header>& headers = {}
    )
    {
        const test::request sent(headers);
        const resolve::auth_request request{sent.head().fields, from};
        return text(*at.reply(decided, at.rules(), request, *fixture.resolver));
    }

    resolve::cached_proof_ptr alice()
    {
        const auto verifier = jwt::verifier::create({test::issuer()}).value();
        const auto token = verifier.verify(test::token(), test::at(test::noon)).value();
        auto who = resolve::identity::from_token(token, fixture.identity).value();
        return std::make_shared<resolve::cached_proof>(resolve::cached_proof{{who, {}}, {}, nullptr}
        );
    }

    test::check_fixture fixture;
};

} // namespace postern::check
