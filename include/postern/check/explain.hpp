// A decision and what each step found: for `postern explain` and POST /v1/explain. The code is that
// of a check in service. Nothing in the result holds a credential.
#pragma once

#include <postern/check/service_config.hpp>

#include <boost/asio/io_context.hpp>

#include <string>
#include <utility>
#include <vector>

namespace postern::check {

// The check as the proxy would send it to the resolver.
struct explain_request
{
    std::string method = "GET";
    std::string endpoint; // path of the check, such as /authz/nginx
    std::vector<std::pair<std::string, std::string>> headers;
};

struct explain_step
{
    std::string name;    // endpoint, original, tripwire, preflight, credential, proof, policy
    std::string finding; // for people: "found in Authorization", "jwt.expired: ..."
};

struct explanation
{
    unsigned status = 0; // of the answer to the proxy
    std::string outcome; // as resolve::to_string(outcome) names it
    std::string reason;  // empty where there is none
    std::vector<std::pair<std::string, std::string>> headers; // of the answer, in order
    std::vector<explain_step> steps;
};

// `context` is private to the call and is the resolver's executor; it is run here until the
// decision is there. Throws what the decision threw.
explanation explain(
    const service_config& config, resolve::resolver& resolver, boost::asio::io_context& context,
    const explain_request& check
);

} // namespace postern::check
