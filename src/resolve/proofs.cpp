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

bool is_session(const presented& one)
{
    return one.place->type == credential_place::kind::session;
}

} // namespace

resolver::resolver(std::shared_ptr<const trust> trusted, surroundings around)
    : trust_(std::move(trusted)), around_(std::move(around)),
      tokens_(trust_->memory, trust_->memory_ttl, around_.counted.tokens),
      sessions_(
          trust_->session_memory, trust_->memory_ttl, around_.counted.sessions,
          around_.sessions ? &around_.sessions->epochs() : nullptr
      )
{
}

// What can be known without waiting; nothing if it has to be waited for.
std::optional<result<verdict_ptr>> resolver::prove_now(const presented& one)
{
    return is_session(one) ? recall_session(one.token) : prove_token(one.token);
}

// Remembered, or verified here if that holds up nobody else.
std::optional<result<verdict_ptr>> resolver::prove_token(std::string_view token)
{
    if (token.size() > trust_->verifier.max_token_size())
        return jwt::make_error_code(jwt::errc::too_long);
    const crypto::sha256_digest digest = crypto::sha256(token);
    if (const auto known = tokens_.find(digest, now()))
        return reconsider(known);
    auto unproven = trust_->verifier.examine(token);
    if (!unproven)
        return unproven.error();
    if (flights_.contains(digest) || !budget_.admits(unproven->key(), around_.time.steady()))
        return std::nullopt;
    tokens_.count_miss();
    return accept(digest, trust_->verifier.prove(std::move(*unproven), around_.time.now()));
}

std::optional<result<verdict_ptr>> resolver::recall_session(std::string_view cookie)
{
    if (!session::is_cookie_value(cookie))
        return session::make_error_code(session::errc::malformed);
    if (around_.sessions == nullptr)
        return make_error_code(errc::no_store);
    const auto known = sessions_.find(crypto::sha256(cookie), now());
    if (!known)
        return std::nullopt;
    touch_if_due(known);
    return reconsider(known);
}

// What is remembered is held against the revocations again whenever there are new ones.
result<verdict_ptr> resolver::reconsider(const verdict_ptr& known)
{
    const auto generation = around_.revoked.generation();
    if (known->generation == generation)
        return known;
    if (around_.revoked.revokes(known->who->handles)) {
        memory_of(*known).forget(known->credential);
        return errc::revoked;
    }
    known->generation = generation;
    return known;
}

// One proof in flight per credential: whoever comes while it is away waits for the same answer.
asio::awaitable<result<verdict_ptr>>
resolver::prove_elsewhere(const presented& one, steady_point deadline)
{
    const crypto::sha256_digest digest = crypto::sha256(one.token);
    const auto away = flights_.find(digest);
    const std::shared_ptr<flight> joined =
        away != flights_.end() ? away->second : take_off(digest, one);
    if (!joined)
        co_return errc::crypto_queue_full;
    co_return co_await joined->wait(around_.executor, deadline);
}

std::shared_ptr<flight>
resolver::take_off(const crypto::sha256_digest& digest, const presented& one)
{
    auto made = std::make_shared<flight>();
    flights_.emplace(digest, made);
    if (is_session(one)) {
        asio::co_spawn(
            around_.executor, look_up(digest, session::id_of(one.token)), asio::detached
        );
    } else if (!verify_elsewhere(digest, std::string(one.token))) {
        flights_.erase(digest);
        return nullptr;
    }
    (is_session(one) ? sessions_ : tokens_).count_miss();
    return made;
}

bool resolver::verify_elsewhere(const crypto::sha256_digest& digest, std::string token)
{
    return around_.slow.post([self = shared_from_this(), digest, token = std::move(token)] {
        // Behind a pointer: claims that were moved from share the memory of the new ones, and would
        // end on this thread while the other reads.
        auto verified = std::make_unique<const result<jwt::verified_token>>(
            self->trust_->verifier.verify(token, self->around_.time.now())
        );
        asio::post(self->around_.executor, [self, digest, verified = std::move(verified)] {
            self->land(digest, self->accept(digest, *verified));
        });
    });
}

// The mark is taken before the store is read, and must still stand when the answer is there:
// whoever joined meanwhile may have come after the session was ended.
asio::awaitable<void> resolver::look_up(crypto::sha256_digest digest, std::string id)
{
    const std::shared_ptr<resolver> self = shared_from_this();
    const auto timeout = std::chrono::steady_clock::now() + trust_->store_timeout;
    result<verdict_ptr> outcome = store::make_error_code(store::errc::failed);
    try {
        for (bool stands = false; !stands;) {
            const auto mark = around_.sessions->epochs().take(id);
            const auto found = co_await around_.sessions->find(id, timeout);
            stands = !found || around_.sessions->epochs().stands(mark);
            if (stands)
                outcome = accept(digest, mark, found);
        }
    } catch (const std::exception&) { // no memory; who waits must not wait for ever
    }
    land(digest, outcome);
}

void resolver::land(const crypto::sha256_digest& digest, const result<verdict_ptr>& outcome)
{
    const std::shared_ptr<flight> landed = flights_.extract(digest).mapped();
    landed->land(outcome);
}

result<verdict_ptr>
resolver::accept(const crypto::sha256_digest& digest, const result<jwt::verified_token>& token)
{
    if (!token)
        return token.error();
    const auto who = identity::from_token(*token, trust_->identity);
    if (!who)
        return who.error();
    return remember({*who, digest});
}

result<verdict_ptr> resolver::accept(
    const crypto::sha256_digest& digest, const session::epochs::mark& mark,
    const result<session::found>& found
)
{
    if (!found)
        return found.error();
    const auto who = identity::from_session(found->record, found->id, trust_->identity);
    if (!who)
        return who.error();
    verdict fresh{*who, digest};
    fresh.session = std::make_unique<session_hold>(session_hold{
        found->id, mark, found->record.idle, found->idle_expiry});
    auto known = remember(std::move(fresh));
    if (known)
        touch_if_due(*known);
    return known;
}

// The generation is read first: an entry that comes meanwhile is looked at on the next hit.
result<verdict_ptr> resolver::remember(verdict fresh)
{
    fresh.generation = around_.revoked.generation();
    if (around_.revoked.revokes(fresh.who->handles))
        return errc::revoked;
    verdict_memory& memory = memory_of(fresh);
    return memory.remember(std::move(fresh), now());
}

// A session in use lives on; its record is written once per interval, and nobody waits for that.
void resolver::touch_if_due(const verdict_ptr& known)
{
    constexpr std::chrono::seconds between_tries{1};
    session_hold& hold = *known->session;
    const time_point now = around_.time.now();
    const time_point until = std::min(now + hold.idle, known->who->not_after);
    const bool due =
        now >= hold.next_touch && until - hold.idle_expiry >= touch_interval(hold.idle);
    if (!due || !around_.in_service)
        return;
    hold.next_touch = now + between_tries;
    asio::co_spawn(around_.executor, touch(known, until), asio::detached);
}

asio::awaitable<void> resolver::touch(verdict_ptr known, time_point until)
{
    const std::shared_ptr<resolver> self = shared_from_this();
    const auto timeout = std::chrono::steady_clock::now() + trust_->store_timeout;
    const auto moved = co_await around_.sessions->touch(
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
    return std::min<std::chrono::milliseconds>(trust_->touch_interval, idle / 4);
}

instant resolver::now() const
{
    return {around_.time.now(), around_.time.steady()};
}

} // namespace postern::resolve
