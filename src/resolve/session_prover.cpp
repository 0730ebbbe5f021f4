#include "session_prover.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;

session_prover::session_prover(
    const std::shared_ptr<const resolver_config>& config, const dependencies& needs
)
    : prover(
          config, needs, config->session_memory, needs.counted.sessions,
          needs.sessions ? &needs.sessions->versions() : nullptr
      )
{
}

std::optional<prover::outcome> session_prover::prove(credential& cookie)
{
    // Is there a store to ask, and can it be the cookie of a session?
    if (needs_.sessions == nullptr)
        return make_error_code(errc::no_store);
    if (!needs_.sessions->is_cookie_value(cookie.text))
        return session::make_error_code(session::errc::malformed);

    // Is it cached, or being looked up for another request?
    cookie.digest = crypto::sha256(cookie.text);
    if (auto known = recall(cookie.digest))
        return known;
    if (under_way_.is_under_way(cookie.digest, needs_.time.steady()))
        return std::nullopt;

    cache_.count_miss();
    std::string id = needs_.sessions->id_of(cookie.text, cookie.digest);
    begin(cookie.digest, look_up(cookie.digest, std::move(id)));
    return std::nullopt;
}

// A session that changes while the store answers is read again: a request that waits for this
// answer may have come after the change.
asio::awaitable<void> session_prover::look_up(crypto::sha256_digest digest, std::string id)
{
    const auto self = shared_from_this();
    std::optional<outcome> known = errc::proof_failed;
    try {
        // A store may refuse at once, but prove() has promised that the proof is under way.
        co_await asio::post(needs_.executor, asio::use_awaitable);

        const session::session_versions& versions = needs_.sessions->versions();
        const auto deadline = std::chrono::steady_clock::now() + config_->store_timeout;
        for (bool is_unchanged = false; !is_unchanged;) {
            const version read_at = versions.current(id);
            const auto found =
                co_await needs_.sessions->find_of_cookie(id, digest, config_->sessions, deadline);
            is_unchanged = !found || versions.is_unchanged(read_at);
            if (is_unchanged)
                known = accept(digest, read_at, found);
        }
        if (known && !*known && known->error() == session::errc::unknown)
            if (const error_code doubt = co_await doubt_absence(deadline))
                known = doubt;
    } catch (const std::exception&) { // no memory
    }
    if (known)
        under_way_.end(digest, *known);
}

// A store that was emptied has no session, but its data may be restored: nobody is signed out until
// an operator confirms that they are gone.
asio::awaitable<error_code> session_prover::doubt_absence(steady_point deadline) const
{
    if (needs_.revocations == nullptr || revocation::list::is_current(needs_.revoked.generation()))
        co_return error_code();
    const revocation::revocable_ids nobody;
    const auto found = co_await needs_.revocations->find(nobody, deadline);
    co_return found ? error_code() : found.error();
}

std::optional<prover::outcome> session_prover::accept(
    const crypto::sha256_digest& digest, const version& read_at, const result<session::found>& found
)
{
    if (!found)
        return found.error();
    const auto who = identity::from_session(found->record, found->id, config_->identity);
    if (!who)
        return who.error();
    auto session = std::make_unique<cached_session>(cached_session{
        found->id, found->record.idle, found->idle_expiry});
    validity checked;
    checked.session = read_at;
    return keep({{*who, digest, std::nullopt}, checked, std::move(session)});
}

// The store is written at most once per interval, and no request waits for that.
error_code session_prover::use(const cached_proof_ptr& proof, const auth_request&)
{
    constexpr std::chrono::seconds between_tries{1};
    cached_session& session = *proof->session;
    const time_point now = needs_.time.now();
    const time_point until = std::min(now + session.idle, proof->proven.who->not_after);
    const bool is_due =
        now >= session.next_touch && until - session.idle_expiry >= touch_interval(session.idle);
    if (!is_due || !needs_.in_service)
        return {};
    session.next_touch = now + between_tries;
    asio::co_spawn(needs_.executor, touch(proof, until), asio::detached);
    return {};
}

asio::awaitable<void> session_prover::touch(cached_proof_ptr proof, time_point until)
{
    const auto self = shared_from_this();
    cached_session& session = *proof->session;
    try {
        const auto deadline = std::chrono::steady_clock::now() + config_->store_timeout;
        const auto moved = co_await needs_.sessions->touch(
            session.id, until, touch_interval(session.idle), deadline
        );
        if (moved)
            session.idle_expiry = *moved;
        else if (moved.error() == session::make_error_code(session::errc::unknown))
            cache_.erase(proof->proven.credential);
    } catch (const std::exception&) { // no memory: the next use tries again
    }
}

// A session whose idle time is shorter than the interval would end while it is in use.
std::chrono::milliseconds session_prover::touch_interval(std::chrono::milliseconds idle) const
{
    return std::min<std::chrono::milliseconds>(config_->sessions.touch_interval, idle / 4);
}

} // namespace postern::resolve
