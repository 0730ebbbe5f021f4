// From a decision to an answer. The status of each outcome is in status.cpp, the login URL in
// login.cpp.
#include <postern/check/endpoint.hpp>

#include "login.hpp"
#include "status.hpp"

#include <utility>

namespace postern::check {

using resolve::mode;
using resolve::outcome;

endpoint::endpoint(endpoint_options options, const answer_options& answers)
    : options_(std::move(options)), answers_(answers)
{
}

answer endpoint::conclude(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request
) const
{
    if (identifies(decision, rules))
        return identity_of(*decision.identity());

    // Begin with what every such denial has, then add what depends on this request.
    answer made = denial(decision.outcome(), rules);
    if (leads_to_login(decision, rules, request)) {
        made.login_url = login_url(answers_.login, request.original);
        if (dialect().login == dialect::login_answer::redirect)
            made.status = 302;
    }
    if (answers_.debug_reasons && decision.reason())
        made.reason = decision.reason().message();
    if (clears_cookie(decision))
        made.cleared_cookie = answers_.clear_cookie;
    return made;
}

// Where the endpoint only identifies, the application applies the policy.
bool endpoint::identifies(const resolve::decision& decision, const resolve::rules& rules) noexcept
{
    return decision.identity() != nullptr &&
           (decision.outcome() == outcome::valid || rules.mode == mode::identify);
}

bool endpoint::depends_on_request(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request
) const noexcept
{
    return answers_.debug_reasons || clears_cookie(decision) ||
           leads_to_login(decision, rules, request);
}

answer endpoint::identity_of(const resolve::identity& who) const
{
    answer made;
    made.status = 200;
    made.identity = resolve::identity_headers(&who, answers_.identity_headers);
    return made;
}

answer endpoint::denial(outcome what, const resolve::rules& rules) const
{
    answer made;
    made.status = status_of(what, rules.mode);
    if (made.status != 200) {
        made.error = error_word_of(what);
        made.challenge = challenge_of(what, rules, options_.challenge);
        return made;
    }
    made.identity = resolve::identity_headers(nullptr, answers_.identity_headers);
    // Authgear's word for a credential that proves nothing, in the first header.
    if (what == outcome::invalid)
        made.identity.front().value = "false";
    return made;
}

bool endpoint::leads_to_login(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request
) const noexcept
{
    const bool is_unauthenticated =
        decision.outcome() == outcome::none || decision.outcome() == outcome::invalid;
    return is_unauthenticated && dialect().login != dialect::login_answer::none &&
           !answers_.login.url.empty() && rules.mode == mode::enforce && navigates(request);
}

bool endpoint::clears_cookie(const resolve::decision& decision) const noexcept
{
    return decision.stale_cookie() && dialect().clears_cookie && !answers_.clear_cookie.empty();
}

} // namespace postern::check
