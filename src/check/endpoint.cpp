// The shape of an answer: which status, which challenge, which identity headers. Tables first.
#include <postern/check/endpoint.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "navigation.hpp"

#include <algorithm>
#include <utility>

namespace postern::check {
namespace {

using resolve::mode;
using resolve::outcome;

struct outcome_row
{
    outcome what;
    unsigned identify; // status in each mode
    unsigned enforce;
    std::string_view challenge; // RFC 6750 §3: WWW-Authenticate of a refusal
    std::string_view error;     // body, where the dialect has one
};

// A refusal says that something failed, never which check (RFC 6750 §3.1 knows three words).
constexpr outcome_row table[] = {
    {outcome::valid, 200, 200, "", ""},
    {outcome::none, 200, 401, R"(Bearer realm="postern")", "authentication_required"},
    {outcome::invalid, 200, 401, R"(Bearer realm="postern", error="invalid_token")",
     "invalid_token"},
    {outcome::forbidden, 403, 403, R"(Bearer realm="postern", error="insufficient_scope")",
     "insufficient_scope"},
    {outcome::unavailable, 503, 503, "", "temporarily_unavailable"},
    {outcome::malformed, 400, 400, "", "invalid_request"},
    {outcome::preflight, 200, 200, "", ""},
};

// RFC 6265 §3.1: how a cookie is taken away.
const std::string expired_cookie =
    "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax";

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

// `*.example.com` is every name below example.com; anything else is that host.
bool host_matches(std::string_view pattern, std::string_view host)
{
    if (pattern.substr(0, 2) != "*.")
        return codec::equal_ignoring_case(pattern, host);
    const std::string_view suffix = pattern.substr(1);
    return host.size() > suffix.size() &&
           codec::equal_ignoring_case(host.substr(host.size() - suffix.size()), suffix);
}

} // namespace

endpoint::endpoint(endpoint_options options, std::size_t number, const answer_options& say)
    : options_(std::move(options)), number_(number), say_(say)
{
    for (const outcome_row& each : table)
        ready_[static_cast<std::size_t>(each.what)] = build(each.what, {}, {});
}

http::reply_ptr endpoint::answer(
    const resolve::decision& decision, const resolve::auth_request& asked,
    resolve::credential_cache& memory
) const
{
    // Whoever only identifies leaves the policy to the application.
    const bool identified = decision.proven() && (decision.outcome() == outcome::valid ||
                                                  options_.rules.mode == mode::identify);
    if (identified)
        return identify(decision.proven(), memory);
    return refuse(decision, asked);
}

http::reply_ptr
endpoint::identify(const resolve::proof_ptr& proven, resolve::credential_cache& memory) const
{
    if (number_ < proven->replies.size() && proven->replies[number_])
        return proven->replies[number_];
    const std::string block = identity_block(outcome::valid, proven->who.get());
    auto reply = std::make_shared<const http::reply>(
        200U, std::vector<http::reply::header>(), block, std::string_view()
    );
    memory.attach(proven, number_, reply);
    return reply;
}

http::reply_ptr
endpoint::refuse(const resolve::decision& decided, const resolve::auth_request& asked) const
{
    const outcome what = decided.outcome();
    const error_code& reason = decided.reason();
    const bool leads = login_fits(what) && navigates(asked);
    const bool clears =
        decided.stale_cookie() && options_.speaks->clears_cookie && !say_.clear_cookie.empty();
    if (!leads && !clears && !say_.debug_reasons)
        return ready_[static_cast<std::size_t>(what)];
    return build(
        what, say_.debug_reasons && reason ? reason.message() : std::string(),
        leads ? login_url(asked.original) : std::string(), clears
    );
}

http::reply_ptr endpoint::build(
    outcome what, std::string_view reason, std::string_view login, bool clears_cookie
) const
{
    const unsigned status = status_of(what, options_.rules.mode);
    const std::string challenge = challenge_of(what, options_.rules);
    std::vector<http::reply::header> headers;
    if (status != 200 && !challenge.empty())
        headers.emplace_back("WWW-Authenticate", challenge);
    if (status == 503)
        headers.emplace_back("Retry-After", "1");
    if (!login.empty()) {
        headers.emplace_back("Location", login);
        headers.emplace_back("X-Authgear-Login-Url", login);
    }
    if (!reason.empty())
        headers.emplace_back("X-Postern-Reason", reason);
    const std::string cleared = say_.clear_cookie + expired_cookie;
    if (clears_cookie)
        headers.emplace_back("Set-Cookie", cleared);

    std::string body;
    if (status != 200 && options_.speaks->body == dialect::denial_body::json) {
        headers.emplace_back("Content-Type", "application/json");
        body.append(R"({"error":")").append(row(what).error).append("\"}");
    }
    // A refusal never carries an identity header: some proxies hand all of its headers to the
    // client.
    const std::string block = status == 200 ? identity_block(what, nullptr) : std::string();
    return std::make_shared<const http::reply>(status, headers, block, body);
}

std::string endpoint::identity_block(outcome what, const resolve::identity* who) const
{
    const bool empty = options_.speaks->unset == dialect::unset_header::empty;
    std::string block = resolve::render_identity(
        who, say_.identity_headers,
        empty ? resolve::unset_value::send_empty : resolve::unset_value::omit
    );
    if (what != outcome::invalid)
        return block;
    // Authgear's word for a credential that was presented and proves nothing: the first header
    // alone.
    const std::string& valid = say_.identity_headers.front();
    const std::string unset_line = empty ? valid + ": \r\n" : std::string();
    return valid + ": false\r\n" + block.substr(unset_line.size());
}

bool endpoint::login_fits(outcome what) const noexcept
{
    const bool unauthenticated = what == outcome::none || what == outcome::invalid;
    return unauthenticated && options_.speaks->login && !say_.login.url.empty() &&
           options_.rules.mode == mode::enforce;
}

bool endpoint::may_return_to(std::string_view host) const
{
    const auto& allowed = say_.login.allowed_hosts;
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& pattern) {
        return host_matches(pattern, codec::host_name(host));
    });
}

std::string endpoint::login_url(const resolve::original_request& original) const
{
    if (!may_return_to(original.host))
        return say_.login.url;
    const std::string back =
        std::string(original.scheme).append("://").append(original.host).append(original.uri);
    const bool has_query = say_.login.url.find('?') != std::string::npos;
    return say_.login.url + (has_query ? '&' : '?') + say_.login.return_parameter + '=' +
           codec::percent_encode(back);
}

} // namespace postern::check
