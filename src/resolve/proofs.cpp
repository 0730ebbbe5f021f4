// How a credential is proven: remembered, verified, or found in the store; and not revoked.
//
// A token is verified here if that holds up nobody else, or on the pool. A session is looked up in
// the store. What is remembered of either is held against the revocations again as they grow.
#include <postern/resolve/resolver.hpp>

#include "flight.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;

namespace {

bool is_session(const credential& one)
{
    return one.source->type == credential_source::kind::session;
}

} // namespace

resolver::resolver(std::shared_ptr<const resolver_config> trusted, dependencies around)
    : config_(std::move(trusted)), deps_(std::move(around)),
      tokens_(config_->memory, config_->memory_ttl, deps_.counted.tokens),
      sessions_(
          config_->session_memory, config_->memory_ttl, deps_.counted.sessions,
          deps_.sessions ? &deps_.sessions->versions() : nullptr
      )
{
}

// What can be known without waiting; nothing if it has to be waited for.
std::optional<result<proof_ptr>> resolver::prove_now(const credential& one)
{
    return is_session(one) ? recall_session(one.token) : prove_token(one.token);
}

// Remembered, or verified here if that holds up nobody else.
std::optional<result<proof_ptr>> resolver::prove_token(std::string_view token)
{
    if (token.size() > config_->verifier.max_token_size())
        return jwt::make_error_code(jwt::errc::too_long);
    const crypto::sha256_digest digest = crypto::sha256(token);
    if (const auto known = tokens_.find(digest, now()))
        return reconsider(known);
    auto unproven = config_->verifier.examine(token);
    if (!unproven)
        return unproven.error();
    if (flights_.contains(digest) || !budget_.admits(unproven->key(), deps_.time.steady()))
        return std::nullopt;
    tokens_.count_miss();
    return accept(digest, config_->verifier.prove(std::move(*unproven), deps_.time.now()));
}

std::optional<result<proof_ptr>> resolver::recall_session(std::string_view cookie)
{
    if (!session::is_cookie_value(cookie))
        return session::make_error_code(session::errc::malformed);
    if (deps_.sessions == nullptr)
        return make_error_code(errc::no_store);
    const auto known = sessions_.find(crypto::sha256(cookie), now());
    if (!known)
        return std::nullopt;
    touch_if_due(known);
    return reconsider(known);
}

// What is remembered is held against the revocations again whenever there are new ones.
result<proof_ptr> resolver::reconsider(const proof_ptr& known)
{
    const auto generation = deps_.revoked.generation();
    if (known->generation == generation)
        return known;
    if (deps_.revoked.revokes(known->who->ids)) {
        cache_of(*known).forget(known->credential);
        return errc::revoked;
    }
    known->generation = generation;
    return known;
}

// One proof in flight per credential: whoever comes while it is away waits for the same answer.
asio::awaitable<result<proof_ptr>>
resolver::prove_elsewhere(const credential& one, steady_point deadline)
{
    const crypto::sha256_digest digest = crypto::sha256(one.token);
    const auto away = flights_.find(digest);
    const std::shared_ptr<flight> joined =
        away != flights_.end() ? away->second : take_off(digest, one);
    if (!joined)
        co_return errc::crypto_queue_full;
    co_return co_await joined->wait(deps_.executor, deadline);
}

std::shared_ptr<flight>
resolver::take_off(const crypto::sha256_digest& digest, const credential& one)
{
    auto made = std::make_shared<flight>();
    flights_.emplace(digest, made);
    if (is_session(one)) {
        asio::co_spawn(deps_.executor, look_up(digest, session::id_of(one.token)), asio::detached);
    } else if (!verify_elsewhere(digest, std::string(one.token))) {
        flights_.erase(digest);
        return nullptr;
    }
    (is_session(one) ? sessions_ : tokens_).count_miss();
    return made;
}

bool resolver::verify_elsewhere(const crypto::sha256_digest& digest, std::string token)
{
    return deps_.slow.post([self = shared_from_this(), digest, token = std::move(token)] {
        // Behind a pointer: claims that were moved from share the memory of the new ones, and would
        // end on this thread while the other reads.
        auto verified = std::make_unique<const result<jwt::verified_token>>(
            self->config_->verifier.verify(token, self->deps_.time.now())
        );
        asio::post(self->deps_.executor, [self, digest, verified = std::move(verified)] {
            self->land(digest, self->accept(digest, *verified));
        });
    });
}

// The mark is taken before the store is read, and must still stand when the answer is there:
// whoever joined meanwhile may have come after the session was ended.
asio::awaitable<void> resolver::look_up(crypto::sha256_digest digest, std::string id)
{
    const std::shared_ptr<resolver> self = shared_from_this();
    const auto timeout = std::chrono::steady_clock::now() + config_->store_timeout;
    result<proof_ptr> outcome = store::make_error_code(store::errc::failed);
    try {
        for (bool stands = false; !stands;) {
            const auto mark = deps_.sessions->versions().current(id);
            const auto found = co_await deps_.sessions->find(id, timeout);
            stands = !found || deps_.sessions->versions().is_current(mark);
            if (stands)
                outcome = accept(digest, mark, found);
        }
    } catch (const std::exception&) { // no memory; who waits must not wait for ever
    }
    land(digest, outcome);
}

void resolver::land(const crypto::sha256_digest& digest, const result<proof_ptr>& outcome)
{
    const std::shared_ptr<flight> landed = flights_.extract(digest).mapped();
    landed->land(outcome);
}

result<proof_ptr>
resolver::accept(const crypto::sha256_digest& digest, const result<jwt::verified_token>& token)
{
    if (!token)
        return token.error();
    const auto who = identity::from_token(*token, config_->identity);
    if (!who)
        return who.error();
    return remember({*who, digest});
}

result<proof_ptr> resolver::accept(
    const crypto::sha256_digest& digest, const session::session_versions::version& mark,
    const result<session::found>& found
)
{
    if (!found)
        return found.error();
    const auto who = identity::from_session(found->record, found->id, config_->identity);
    if (!who)
        return who.error();
    proof fresh{*who, digest};
    fresh.session = std::make_unique<cached_session>(cached_session{
        found->id, mark, found->record.idle, found->idle_expiry});
    auto known = remember(std::move(fresh));
    if (known)
        touch_if_due(*known);
    return known;
}

// The generation is read first: an entry that comes meanwhile is looked at on the next hit.
result<proof_ptr> resolver::remember(proof fresh)
{
    fresh.generation = deps_.revoked.generation();
    if (deps_.revoked.revokes(fresh.who->ids))
        return errc::revoked;
    credential_cache& memory = cache_of(fresh);
    return memory.remember(std::move(fresh), now());
}

// A session in use lives on; its record is written once per interval, and nobody waits for that.
void resolver::touch_if_due(const proof_ptr& known)
{
    constexpr std::chrono::seconds between_tries{1};
    cached_session& hold = *known->session;
    const time_point now = deps_.time.now();
    const time_point until = std::min(now + hold.idle, known->who->not_after);
    const bool due =
        now >= hold.next_touch && until - hold.idle_expiry >= touch_interval(hold.idle);
    if (!due || !deps_.in_service)
        return;
    hold.next_touch = now + between_tries;
    asio::co_spawn(deps_.executor, touch(known, until), asio::detached);
}

asio::awaitable<void> resolver::touch(proof_ptr known, time_point until)
{
    const std::shared_ptr<resolver> self = shared_from_this();
    const auto timeout = std::chrono::steady_clock::now() + config_->store_timeout;
    const auto moved = co_await deps_.sessions->touch(
        known->session->id, until, touch_interval(known->session->idle), timeout
    );
    if (moved)
        known->session->idle_expiry = *moved;
    else if (moved.error() == session::make_error_code(session::errc::unknown))
        sessions_.forget(known->credential);
}

// One whose idle time is shorter than the interval would end while it is in use.
std::chrono::milliseconds resolver::touch_interval(std::chrono::milliseconds idle) const
{
    return std::min<std::chrono::milliseconds>(config_->touch_interval, idle / 4);
}

instant resolver::now() const
{
    return {deps_.time.now(), deps_.time.steady()};
}

} // namespace postern::resolve
