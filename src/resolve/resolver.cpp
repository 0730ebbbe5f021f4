// One request, from credential to decision.
//
//   screen       does the client send an identity header? is it a preflight that may pass?
//   credential   what the request carries, in the order in which the endpoint reads it
//   proof        cached; or a token verified, or a session found in the store; and not revoked
//   policy       may this identity pass here?
//
// decide_now() goes as far as it can without waiting, decide() to the end. How a credential is
// proven stands in token_prover.cpp and session_prover.cpp.
#include <postern/resolve/resolver.hpp>
#include <postern/resolve/trace.hpp>

#include "session_prover.hpp"
#include "token_prover.hpp"

#include <boost/beast/http/field.hpp>

#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;

namespace {

// `finding` is a function: a check in service must not pay for texts that nobody reads.
template <class Finding>
void note(const auth_request& request, std::string_view step, const Finding& finding)
{
    if (request.notes)
        request.notes->note(step, finding());
}

std::string source_name(const credential_source& source)
{
    return source.type == credential_source::kind::bearer ? "Authorization: Bearer"
                                                          : "cookie " + source.cookie;
}

bool is_session(const credential& one)
{
    return one.source->type == credential_source::kind::session;
}

// Fetch §4.8: a preflight is OPTIONS with an Origin and the method that it asks for. The method is
// the one that the proxy vouches for. A request for an upgrade is none: what goes through its
// tunnel would be unchecked.
bool is_preflight(const auth_request& request)
{
    using boost::beast::http::field;
    return request.original.method == "OPTIONS" && request.headers.find(field::origin).count != 0 &&
           request.headers.find(field::access_control_request_method).count != 0 &&
           request.headers.find(field::upgrade).count == 0 &&
           request.headers.find(field::sec_websocket_key).count == 0;
}

} // namespace

struct resolver::progress
{
    credentials sent;
    std::size_t next = 0;                              // the credential at hand
    std::optional<result<cached_proof_ptr>> awaited{}; // its outcome, after it was waited for
    error_code first_failure{};
    bool stale_cookie = false; // a session cookie proved nothing

    credential& current() { return sent.found[next]; }
};

resolver::resolver(std::shared_ptr<const resolver_config> config, const dependencies& needs)
    : config_(std::move(config)), needs_(needs),
      tokens_(std::make_shared<token_prover>(config_, needs_)),
      sessions_(std::make_shared<session_prover>(config_, needs_))
{
}

resolver::~resolver() = default;

std::optional<decision> resolver::decide_now(const auth_request& request, const rules& rules)
{
    // Is it refused, or let pass, whatever credential it carries?
    if (auto early = screen(request, rules))
        return early;

    // Does one of its credentials prove an identity that may pass?
    progress at{find_credentials(request.headers, rules.credentials)};
    auto decided = try_credentials(at, request, rules);
    if (decided)
        count(at.sent, request, rules);
    return decided;
}

asio::awaitable<decision> resolver::decide(const auth_request& request, const rules& rules)
{
    const steady_point deadline = std::chrono::steady_clock::now() + config_->deadline;
    if (auto early = screen(request, rules))
        co_return std::move(*early);
    progress at{find_credentials(request.headers, rules.credentials)};
    count(at.sent, request, rules);
    for (;;) {
        if (auto decided = try_credentials(at, request, rules))
            co_return std::move(*decided);

        // The credential at hand is being proven: go on when its outcome is there.
        at.awaited = co_await prover_of(at.current()).wait(at.current(), deadline);
    }
}

std::optional<decision> resolver::screen(const auth_request& request, const rules& rules) const
{
    if (rules.tripwire == tripwire::deny && trips(request)) {
        needs_.counted.tripwire.add();
        return decision::refuse(errc::identity_header_sent);
    }
    if (rules.preflight == preflight::allow && is_preflight(request)) {
        note(request, "preflight", [] { return "passes without an identity"; });
        return decision::pass_preflight();
    }
    return std::nullopt;
}

bool resolver::trips(const auth_request& request) const
{
    const std::string_view sent = config_->aliases.find(request.headers);
    if (!sent.empty())
        note(request, "tripwire", [&] { return "the client sent " + std::string(sent); });
    return !sent.empty();
}

// Each check is counted once, whether it is decided at once or later.
void resolver::count(const credentials& sent, const auth_request& request, const rules& rules) const
{
    needs_.counted.foreign_schemes.add(sent.foreign_schemes);
    if (rules.tripwire == tripwire::count && trips(request))
        needs_.counted.tripwire.add();
}

// Nothing if the credential at hand has to be waited for. RFC 6750 §2 knows one credential per
// request; `on_invalid: next` is for endpoints that read several sources: the first valid one wins.
std::optional<decision>
resolver::try_credentials(progress& at, const auth_request& request, const rules& rules)
{
    for (; at.next != at.sent.found.size(); ++at.next) {
        const credential& one = at.current();
        const auto proof = prove(at, request);
        if (!proof)
            return std::nullopt;
        if (*proof)
            return admit(**proof, request, rules);

        // It proves nothing. What cannot be known now must not pass for a bad credential.
        const error_code failed = proof->error();
        note(request, "proof", [&] { return source_name(*one.source) + ": " + failed.message(); });
        const bool is_unknown = classify(failed) == failure::unavailable;
        at.stale_cookie |= is_session(one) && !is_unknown;
        if (is_unknown || rules.on_invalid == on_invalid::stop)
            return decision::refuse(failed, at.stale_cookie);
        if (!at.first_failure)
            at.first_failure = failed;
    }
    if (at.sent.found.empty()) {
        note(request, "credential", [] { return "none of those this endpoint reads"; });
        return decision::refuse(errc::no_credential);
    }
    return decision::refuse(at.first_failure, at.stale_cookie);
}

// The proof of the credential at hand, or why there is none. Nothing if it has to be waited for.
std::optional<result<cached_proof_ptr>> resolver::prove(progress& at, const auth_request& request)
{
    credential& one = at.current();
    if (one.failed)
        return one.failed;
    auto proof = std::exchange(at.awaited, std::nullopt);
    if (!proof) {
        note(request, "credential", [&] { return "found in " + source_name(*one.source); });
        proof = prover_of(one).prove(one);
    }
    if (proof && *proof)
        if (const error_code refused = prover_of(one).use(**proof, request))
            return refused;
    return proof;
}

decision resolver::admit(
    const cached_proof_ptr& proof, const auth_request& request, const rules& rules
) const
{
    const identity& who = *proof->proven.who;
    note(request, "proof", [&] { return "issuer " + who.issuer + ", user " + who.user_id; });
    if (rules.policy) {
        const policy& policy = *rules.policy;
        if (const error_code missing = policy.check(who)) {
            note(request, "policy", [&] { return policy.name + ": " + missing.message(); });
            return decision::forbid(missing, proof);
        }
        note(request, "policy", [&] { return policy.name + ": admitted"; });
    }
    return decision::allow(proof);
}

prover& resolver::prover_of(const credential& one) noexcept
{
    if (is_session(one))
        return *sessions_;
    return *tokens_;
}

credential_cache& resolver::cache_of(const cached_proof& proof) noexcept
{
    return proof.session ? sessions_->cache() : tokens_->cache();
}

} // namespace postern::resolve
