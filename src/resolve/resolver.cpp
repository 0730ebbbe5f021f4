// One request, from credential to decision.
//
//   screen      is somebody pretending? is it a preflight that may pass?
//   credential  what was credential, in the order the endpoint reads it
//   proof       remembered; or a token verified, here or on another thread; or a session found in
//               the store; and in each case not revoked
//   policy      may this identity come in here?
//
// decide_now() walks as far as it can without waiting; decide() walks to the end. How a credential
// is proven stands in proofs.cpp.
#include <postern/codec/ascii.hpp>
#include <postern/resolve/resolver.hpp>
#include <postern/resolve/trace.hpp>

#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;
namespace http = postern::http;

namespace {

// `finding` is a function: a check in service must not pay for texts that nobody reads.
template <class Finding>
void note(const auth_request& request, std::string_view step, const Finding& finding)
{
    if (request.notes)
        request.notes->note(step, finding());
}

std::string source_name(const credential_source& place)
{
    return place.type == credential_source::kind::bearer ? "Authorization: Bearer"
                                                         : "cookie " + place.cookie;
}

// Fetch §4.8: a preflight is OPTIONS with an Origin and the method it asks for. The method is the
// one the proxy vouches for.
bool is_preflight(const auth_request& request)
{
    return request.original.method == "OPTIONS" &&
           request.head.find(boost::beast::http::field::origin).count != 0 &&
           request.head.find(boost::beast::http::field::access_control_request_method).count != 0;
}

} // namespace

std::optional<decision> resolver::decide_now(const auth_request& request, const rules& asked)
{
    // Is somebody pretending to have been identified already?
    if (auto early = screen(request, asked))
        return early;

    // What was credential; is it genuine, and whose is it; may they come in here?
    credentials shown = find_credentials(request.head, asked.credentials);
    next_step next = consider(shown, asked, request);
    if (std::holds_alternative<credential*>(next))
        return std::nullopt;
    count(shown, request, asked);
    return std::get<decision>(std::move(next));
}

asio::awaitable<decision> resolver::decide(const auth_request& request, const rules& asked)
{
    const steady_point deadline = std::chrono::steady_clock::now() + config_->deadline;

    if (auto early = screen(request, asked))
        co_return std::move(*early);
    credentials shown = find_credentials(request.head, asked.credentials);
    count(shown, request, asked);
    for (;;) {
        next_step next = consider(shown, asked, request);
        if (decision* known = std::get_if<decision>(&next))
            co_return std::move(*known);

        credential* unproven = std::get<credential*>(next);
        const auto proven = co_await prove_elsewhere(*unproven, deadline);
        if (proven)
            co_return admit(*proven, asked, request);
        unproven->failed = proven.error();
    }
}

std::optional<decision> resolver::screen(const auth_request& request, const rules& asked) const
{
    if (asked.tripwire == tripwire::deny && trips(request)) {
        deps_.counted.tripwire.add();
        return decision::refuse(errc::identity_header_sent);
    }
    if (asked.preflight == preflight::allow && is_preflight(request)) {
        note(request, "preflight", [] { return "passes without an identity"; });
        return decision::pass_preflight();
    }
    return std::nullopt;
}

bool resolver::trips(const auth_request& request) const
{
    const std::string_view sent = config_->aliases.find(request.head);
    if (!sent.empty())
        note(request, "tripwire", [&] { return "the client sent " + std::string(sent); });
    return !sent.empty();
}

// What is counted and has no other effect; once per check, on whichever road it ends.
void resolver::count(const credentials& shown, const auth_request& request, const rules& asked)
    const
{
    deps_.counted.foreign_schemes.add(shown.foreign_schemes);
    if (asked.tripwire == tripwire::count && trips(request))
        deps_.counted.tripwire.add();
}

// A decision, or the first credential whose proof has to be waited for. RFC 6750 §2 knows one
// credential per request; `next` is for endpoints that read several places, where the first valid
// one wins.
resolver::next_step
resolver::consider(credentials& shown, const rules& asked, const auth_request& request)
{
    error_code first_failure;
    bool stale_cookie = false;
    for (credential& one : shown.found) {
        if (!one.failed) {
            note(request, "credential", [&] { return "found in " + source_name(*one.source); });
            const auto proven = prove_now(one);
            if (!proven)
                return &one;
            if (*proven)
                return admit(**proven, asked, request);
            one.failed = proven->error();
        }
        note(request, "proof", [&] {
            return source_name(*one.source) + ": " + one.failed.message();
        });
        const bool unknown = classify(one.failed) == failure::unavailable;
        stale_cookie |= !unknown && one.source->type == credential_source::kind::session;
        if (unknown || asked.on_invalid == on_invalid::stop)
            return decision::refuse(one.failed, stale_cookie);
        if (!first_failure)
            first_failure = one.failed;
    }
    if (shown.found.empty())
        note(request, "credential", [] { return "none of those this endpoint reads"; });
    return decision::refuse(
        first_failure ? first_failure : make_error_code(errc::no_credential), stale_cookie
    );
}

decision
resolver::admit(const proof_ptr& proven, const rules& asked, const auth_request& request) const
{
    note(request, "proof", [&] {
        return "issuer " + proven->who->issuer + ", user " + proven->who->user_id;
    });
    if (asked.policy) {
        if (const error_code missing = asked.policy->check(*proven->who)) {
            note(request, "policy", [&] { return asked.policy->name + ": " + missing.message(); });
            return decision::forbid(missing, proven);
        }
        note(request, "policy", [&] { return asked.policy->name + ": admitted"; });
    }
    return decision::allow(proven);
}

} // namespace postern::resolve
