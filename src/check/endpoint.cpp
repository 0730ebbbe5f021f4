// Which status, which challenge, which identity headers: the table first.
#include <postern/check/endpoint.hpp>
#include <postern/codec/uri.hpp>

#include "navigation.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace postern::check {
namespace {

using resolve::mode;
using resolve::outcome;

struct outcome_row
{
    outcome what;
    unsigned identify; // status in each mode, without an identity
    unsigned enforce;
    std::string_view challenge; // RFC 6750 §3: WWW-Authenticate of a denial
    std::string_view error;     // body, where the dialect has one
};

// A denial says that something failed, never which check (RFC 6750 §3.1 knows three words). The
// first row is never used: `valid` has an identity.
constexpr outcome_row table[] = {
    {outcome::valid, 503, 503, "", "temporarily_unavailable"},
    {outcome::none, 200, 401, R"(Bearer realm="postern")", "authentication_required"},
    {outcome::invalid, 200, 401, R"(Bearer realm="postern", error="invalid_token")",
     "invalid_token"},
    {outcome::forbidden, 403, 403, R"(Bearer realm="postern", error="insufficient_scope")",
     "insufficient_scope"},
    {outcome::unavailable, 503, 503, "", "temporarily_unavailable"},
    {outcome::malformed, 400, 400, "", "invalid_request"},
    {outcome::bad_request, 400, 400, "", "invalid_request"},
    {outcome::preflight, 200, 200, "", ""},
};

constexpr bool is_complete_and_in_order()
{
    for (std::size_t i = 0; i != std::size(table); ++i)
        if (table[i].what != static_cast<outcome>(i))
            return false;
    return std::size(table) == resolve::outcome_count;
}
static_assert(is_complete_and_in_order(), "row() finds an outcome by its position");

constexpr bool only_preflights_pass_without_identity()
{
    for (const outcome_row& each : table)
        if (each.enforce == 200 && each.what != outcome::preflight)
            return false;
    return true;
}
static_assert(only_preflights_pass_without_identity());

const outcome_row& row(outcome what)
{
    return table[static_cast<std::size_t>(what)];
}

unsigned status_of(outcome what, mode in)
{
    return in == mode::enforce ? row(what).enforce : row(what).identify;
}

// RFC 6750 §3: the scope attribute says what would be enough.
std::string challenge_of(outcome what, const resolve::rules& rules)
{
    std::string text(row(what).challenge);
    if (what != outcome::forbidden || !rules.policy || rules.policy->scopes.empty())
        return text;
    text += ", scope=\"";
    for (const std::string& scope : rules.policy->scopes)
        text.append(&scope == &rules.policy->scopes.front() ? "" : " ").append(scope);
    return text += '"';
}

} // namespace

endpoint::endpoint(endpoint_options options, const answer_options& answers)
    : options_(std::move(options)), answers_(answers)
{
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
        made.error = row(what).error;
        made.challenge = challenge_of(what, rules);
        return made;
    }
    made.identity = resolve::identity_headers(nullptr, answers_.identity_headers);
    // Authgear's word for a credential that proves nothing, in the first header.
    if (what == outcome::invalid)
        made.identity.front().value = "false";
    return made;
}

answer endpoint::conclude(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request
) const
{
    if (identifies(decision, rules))
        return identity_of(*decision.identity());
    answer made = denial(decision.outcome(), rules);
    if (leads_to_login(decision, rules, request)) {
        made.login_url = login_url(request.original);
        if (dialect().login == dialect::login_answer::redirect)
            made.status = 302;
    }
    if (answers_.debug_reasons && decision.reason())
        made.reason = decision.reason().message();
    if (clears_cookie(decision))
        made.cleared_cookie = answers_.clear_cookie;
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

bool endpoint::may_return_to(const resolve::original_request& original) const
{
    const auto& allowed = answers_.login.allowed_hosts;
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& pattern) {
        return codec::host_matches(pattern, original.host, original.scheme);
    });
}

std::string endpoint::login_url(const resolve::original_request& original) const
{
    const resolve::login_options& login = answers_.login;
    if (!may_return_to(original))
        return login.url;
    const std::string back =
        std::string(original.scheme).append("://").append(original.host).append(original.uri);
    const bool has_query = login.url.find('?') != std::string::npos;
    return login.url + (has_query ? '&' : '?') + login.return_parameter + '=' +
           codec::percent_encode(back);
}

} // namespace postern::check
