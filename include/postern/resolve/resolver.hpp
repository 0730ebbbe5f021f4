// Who is it, and may they come in? The page that ties everything together.
//
// A resolver belongs to one worker thread and one configuration: a reload makes new ones, and the
// checks that are under way end with the one they began with.
#pragma once

#include <postern/jwt/verifier.hpp>
#include <postern/resolve/alias_watch.hpp>
#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/credential.hpp>
#include <postern/resolve/credential_cache.hpp>
#include <postern/resolve/decision.hpp>
#include <postern/resolve/inline_budget.hpp>
#include <postern/resolve/meters.hpp>
#include <postern/resolve/options.hpp>
#include <postern/resolve/proof_pool.hpp>
#include <postern/revocation/list.hpp>
#include <postern/session/session_store.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace postern::resolve {

// What a configuration trusts. Immutable, shared by every worker.
struct resolver_config
{
    jwt::verifier verifier;
    identity_options identity;
    alias_watch aliases;
    std::chrono::milliseconds deadline{400}; // of one check
    std::size_t memory = 0;                  // octets of one worker's memory of tokens
    std::chrono::milliseconds memory_ttl{0};
    std::size_t session_memory = 0; // octets of one worker's memory of sessions
    std::chrono::seconds touch_interval{60};
    std::chrono::milliseconds store_timeout{50}; // of one call
};

// What a resolver needs of the world.
struct dependencies
{
    const clock& time;
    proof_pool& slow;
    boost::asio::any_io_executor executor; // of the worker's thread
    meters counted;
    const revocation::list& revoked;
    session::session_store* sessions = nullptr; // null: sessions are not known here
    bool in_service = true; // else nothing that is asked counts as use of a session
};

class flight;

// Not thread-safe: every call on the worker's thread. Held by shared_ptr.
class resolver : public std::enable_shared_from_this<resolver>
{
public:
    resolver(std::shared_ptr<const resolver_config>, dependencies);

    // The road that never waits: remembered, refused for what it is, or verified at once. Nothing
    // if a proof has to be waited for.
    std::optional<decision> decide_now(const auth_request&, const rules&);

    // The road that may wait, within the deadline. The request must outlive the call.
    boost::asio::awaitable<decision> decide(const auth_request&, const rules&);

    // Where replies to this proof are filed.
    credential_cache& cache_of(const proof& what) noexcept
    {
        return what.session ? sessions_ : tokens_;
    }
    credential_cache& cache_of(const decision& of) noexcept
    {
        return of.proven() ? cache_of(*of.proven()) : tokens_;
    }

private:
    using next_step = std::variant<decision, credential*>;

    std::optional<decision> screen(const auth_request&, const rules&) const;
    bool trips(const auth_request&) const;
    void count(const credentials&, const auth_request&, const rules&) const;
    next_step consider(credentials&, const rules&, const auth_request&);
    decision admit(const proof_ptr&, const rules&, const auth_request&) const;

    std::optional<result<proof_ptr>> prove_now(const credential&);
    std::optional<result<proof_ptr>> prove_token(std::string_view token);
    std::optional<result<proof_ptr>> recall_session(std::string_view cookie);
    result<proof_ptr> reconsider(const proof_ptr&);

    boost::asio::awaitable<result<proof_ptr>>
    prove_elsewhere(const credential&, steady_point deadline);
    std::shared_ptr<flight> take_off(const crypto::sha256_digest&, const credential&);
    bool verify_elsewhere(const crypto::sha256_digest&, std::string token);
    boost::asio::awaitable<void> look_up(crypto::sha256_digest, std::string id);
    void land(const crypto::sha256_digest&, const result<proof_ptr>&);

    result<proof_ptr> accept(const crypto::sha256_digest&, const result<jwt::verified_token>&);
    result<proof_ptr>
    accept(const crypto::sha256_digest&, const session::session_versions::version&, const result<session::found>&);
    result<proof_ptr> remember(proof);
    void touch_if_due(const proof_ptr&);
    std::chrono::milliseconds touch_interval(std::chrono::milliseconds idle) const;
    boost::asio::awaitable<void> touch(proof_ptr, time_point until);
    instant now() const;

    std::shared_ptr<const resolver_config> config_;
    dependencies deps_;
    credential_cache tokens_;
    credential_cache sessions_;
    inline_budget budget_;
    std::map<crypto::sha256_digest, std::shared_ptr<flight>>
        flights_; // credentials being proven elsewhere
};

} // namespace postern::resolve
