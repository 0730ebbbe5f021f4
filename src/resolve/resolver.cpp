// One request, from credential to decision.
//
//   screen      is somebody pretending? is it a preflight that may pass?
//   credential  what was presented, in the order the endpoint reads it
//   proof       remembered, or verified here and now, or on another thread
//   policy      may this identity come in here?
//
// decide_now() walks as far as it can without waiting; decide() walks to the end.
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

// `finding` is a function: a check in service must not pay for texts that nobody reads.
template <class Finding>
void note(const auth_request& request, std::string_view step, const Finding& finding)
{
    if (request.notes)
        request.notes->note(step, finding());
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

std::optional<decision> resolver::decide_now(const auth_request& request, const rules& asked)
{
    // Is somebody pretending to have been identified already?
    if (auto early = screen(request, asked))
        return early;

    // What was presented; is it genuine, and whose is it; may they come in here?
    presentation shown = find_credentials(request.head, asked.credentials);
    next_step next = consider(shown, asked, request);
    if (std::holds_alternative<presented*>(next))
        return std::nullopt;
    count(shown, request, asked);
    return std::get<decision>(std::move(next));
}

asio::awaitable<decision> resolver::decide(const auth_request& request, const rules& asked)
{
    const steady_point deadline = std::chrono::steady_clock::now() + trust_->deadline;

    if (auto early = screen(request, asked))
        co_return std::move(*early);
    presentation shown = find_credentials(request.head, asked.credentials);
    count(shown, request, asked);
    for (;;) {
        next_step next = consider(shown, asked, request);
        if (decision* known = std::get_if<decision>(&next))
            co_return std::move(*known);

        presented* unproven = std::get<presented*>(next);
        const auto proven = co_await prove_elsewhere(std::string(unproven->token), deadline);
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
        note(request, "preflight", [] { return "passes without an identity"; });
        return decision::pass_preflight();
    }
    return std::nullopt;
}

bool resolver::trips(const auth_request& request) const
{
    const std::string_view sent = trust_->aliases.find(request.head);
    if (!sent.empty())
        note(request, "tripwire", [&] { return "the client sent " + std::string(sent); });
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

// A decision, or the first credential whose proof has to be waited for. RFC 6750 §2 knows one
// credential per request; `next` is for endpoints that read several places, where the first valid
// one wins.
resolver::next_step
resolver::consider(presentation& shown, const rules& asked, const auth_request& request)
{
    error_code first_failure;
    for (presented& one : shown.found) {
        if (!one.failed) {
            note(request, "credential", [&] { return "found in " + place_name(*one.place); });
            const auto proven = prove_now(one.token);
            if (!proven)
                return &one;
            if (*proven)
                return admit(**proven, asked, request);
            one.failed = proven->error();
        }
        note(request, "proof", [&] {
            return place_name(*one.place) + ": " + one.failed.message();
        });
        if (asked.on_invalid == on_invalid::stop || classify(one.failed) == failure::unavailable)
            return decision::refuse(one.failed);
        if (!first_failure)
            first_failure = one.failed;
    }
    if (shown.found.empty())
        note(request, "credential", [] { return "none of those this endpoint reads"; });
    return decision::refuse(first_failure ? first_failure : make_error_code(errc::no_credential));
}

decision
resolver::admit(const verdict_ptr& proven, const rules& asked, const auth_request& request) const
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

// Remembered, or verified here if that holds up nobody else; nothing if it has to be waited for.
std::optional<result<verdict_ptr>> resolver::prove_now(std::string_view token)
{
    if (token.size() > trust_->verifier.max_token_size())
        return jwt::make_error_code(jwt::errc::too_long);
    const crypto::sha256_digest digest = crypto::sha256(token);
    if (auto known = memory_.find(digest, now()))
        return known;
    auto unproven = trust_->verifier.examine(token);
    if (!unproven)
        return unproven.error();
    if (flights_.contains(digest) || !budget_.admits(unproven->key(), around_.time.steady()))
        return std::nullopt;
    return accept(
        digest, identify(trust_->verifier.prove(std::move(*unproven), around_.time.now()))
    );
}

// One proof in flight per token: whoever comes while it is away waits for the same answer.
asio::awaitable<result<verdict_ptr>>
resolver::prove_elsewhere(std::string token, steady_point deadline)
{
    const crypto::sha256_digest digest = crypto::sha256(token);
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
