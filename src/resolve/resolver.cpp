// One request, from credential to decision.
//
//   screen      is somebody pretending? is it a preflight that may pass?
//   credential  what was presented, in the order the endpoint reads it
//   proof       remembered, or verified now, or on another thread
//   policy      may this identity come in here?
//
// recall() walks as far as memory goes; resolve() walks to the end.
#include <postern/codec/ascii.hpp>
#include <postern/resolve/resolver.hpp>
#include <postern/resolve/trace.hpp>

#include "flight.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;
namespace http = postern::http;

namespace {

void note(const auth_request& request, std::string_view step, std::string finding)
{
    if (request.notes)
        request.notes->note(step, std::move(finding));
}

std::string place_name(const credential_place& place)
{
    return place.type == credential_place::kind::bearer ? "Authorization: Bearer"
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

resolver::resolver(std::shared_ptr<const trust> trusted, surroundings around)
    : trust_(std::move(trusted)), around_(std::move(around)),
      memory_(trust_->memory, trust_->memory_ttl, around_.counted)
{
}

std::optional<decision> resolver::recall(const auth_request& request, const rules& asked)
{
    if (auto early = screen(request, asked))
        return early;
    presentation shown = find_credentials(request.head, asked.credentials);
    next_step next = consider(shown, asked, request);
    if (decision* known = std::get_if<decision>(&next)) {
        count(shown, request, asked);
        return std::move(*known);
    }
    return std::nullopt;
}

asio::awaitable<decision> resolver::resolve(const auth_request& request, const rules& asked)
{
    const steady_point deadline = std::chrono::steady_clock::now() + trust_->deadline;

    // Is somebody pretending to have been identified already?
    if (auto early = screen(request, asked))
        co_return std::move(*early);

    // What was presented, and what do we know of it?
    presentation shown = find_credentials(request.head, asked.credentials);
    count(shown, request, asked);
    for (;;) {
        next_step next = consider(shown, asked, request);
        if (decision* known = std::get_if<decision>(&next))
            co_return std::move(*known);

        // Is it genuine, and whose is it? If so, may they come in here?
        presented* unproven = std::get<presented*>(next);
        const auto proven = co_await prove(unproven->token, deadline);
        if (proven)
            co_return admit(*proven, asked, request);
        unproven->failed = proven.error();
    }
}

std::optional<decision> resolver::screen(const auth_request& request, const rules& asked) const
{
    if (asked.tripwire == tripwire::deny && trips(request)) {
        around_.counted.tripwire.add();
        return decision::refuse(errc::identity_header_sent);
    }
    if (asked.preflight == preflight::allow && is_preflight(request)) {
        note(request, "preflight", "passes without an identity");
        return decision::pass_preflight();
    }
    return std::nullopt;
}

bool resolver::trips(const auth_request& request) const
{
    const std::string_view sent = trust_->aliases.find(request.head);
    if (!sent.empty())
        note(request, "tripwire", "the client sent " + std::string(sent));
    return !sent.empty();
}

// What is counted and has no other effect; once per check, on whichever road it ends.
void resolver::count(const presentation& shown, const auth_request& request, const rules& asked)
    const
{
    around_.counted.foreign_schemes.add(shown.foreign_schemes);
    if (asked.tripwire == tripwire::count && trips(request))
        around_.counted.tripwire.add();
}

// A decision, or the first credential that has to be proven. RFC 6750 §2 knows one credential per
// request; `next` is for endpoints that read several places, where the first valid one wins.
resolver::next_step
resolver::consider(presentation& shown, const rules& asked, const auth_request& request)
{
    error_code first_failure;
    for (presented& one : shown.found) {
        if (!one.failed && one.token.size() > trust_->verifier.max_token_size())
            one.failed = jwt::errc::too_long;
        if (!one.failed) {
            note(request, "credential", "found in " + place_name(*one.place));
            if (const auto known = memory_.find(crypto::sha256(one.token), now()))
                return admit(known, asked, request);
            return &one;
        }
        note(request, "proof", place_name(*one.place) + ": " + one.failed.message());
        if (asked.on_invalid == on_invalid::stop || classify(one.failed) == failure::unavailable)
            return decision::refuse(one.failed);
        if (!first_failure)
            first_failure = one.failed;
    }
    if (shown.found.empty())
        note(request, "credential", "none of those this endpoint reads");
    return decision::refuse(first_failure ? first_failure : make_error_code(errc::no_credential));
}

decision
resolver::admit(const verdict_ptr& proven, const rules& asked, const auth_request& request) const
{
    note(request, "proof", "issuer " + proven->who->issuer + ", user " + proven->who->user_id);
    if (asked.policy) {
        if (const error_code missing = asked.policy->check(*proven->who)) {
            note(request, "policy", asked.policy->name + ": " + missing.message());
            return decision::forbid(missing, proven);
        }
        note(request, "policy", asked.policy->name + ": admitted");
    }
    return decision::allow(proven);
}

asio::awaitable<result<verdict_ptr>> resolver::prove(std::string_view token, steady_point deadline)
{
    auto unproven = trust_->verifier.examine(token);
    if (!unproven)
        co_return unproven.error();
    const crypto::sha256_digest digest = crypto::sha256(token);
    const bool here =
        !flights_.contains(digest) && budget_.admits(unproven->key(), around_.time.steady());
    if (here)
        co_return accept(
            digest, identify(trust_->verifier.prove(std::move(*unproven), around_.time.now()))
        );
    co_return co_await prove_elsewhere(digest, std::string(token), deadline);
}

// One proof in flight per token: whoever comes while it is away waits for the same answer.
asio::awaitable<result<verdict_ptr>> resolver::prove_elsewhere(
    const crypto::sha256_digest& digest, std::string token, steady_point deadline
)
{
    if (!flights_.contains(digest) && !take_off(digest, std::move(token)))
        co_return errc::crypto_queue_full;
    const std::shared_ptr<flight> joined = flights_.at(digest);
    co_return co_await joined->wait(around_.executor, deadline);
}

bool resolver::take_off(const crypto::sha256_digest& digest, std::string token)
{
    auto prove_there = [self = shared_from_this(), digest, token = std::move(token)] {
        const auto who =
            self->identify(self->trust_->verifier.verify(token, self->around_.time.now()));
        asio::post(self->around_.executor, [self, digest, who] {
            const std::shared_ptr<flight> landed = self->flights_.extract(digest).mapped();
            landed->land(self->accept(digest, who));
        });
    };
    if (!around_.slow.post(std::move(prove_there)))
        return false;
    flights_.emplace(digest, std::make_shared<flight>());
    return true;
}

result<identity_ptr> resolver::identify(const result<jwt::verified_token>& token) const
{
    if (!token)
        return token.error();
    return identity::from_token(*token, trust_->identity);
}

result<verdict_ptr>
resolver::accept(const crypto::sha256_digest& digest, const result<identity_ptr>& who)
{
    if (!who)
        return who.error();
    return memory_.remember(digest, *who, now());
}

instant resolver::now() const
{
    return {around_.time.now(), around_.time.steady()};
}

} // namespace postern::resolve
