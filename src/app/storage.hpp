// What the service keeps: the store, and the rooms on top of it.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/config/configuration.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <memory>
#include <optional>

namespace postern::app {

// Without a store nothing is ever revoked and nobody has a session.
class storage
{
public:
    storage() = default;

    // Opens the store and loads every revocation; waits for it. The error is why the service must
    // not start, `unreadable` the id of a revocation that is the reason.
    result<void> open(const std::optional<config::store_options>&, std::string& unreadable);

    // Nothing, or why the store does not answer.
    error_code health() const;

    void report(metrics::registry&) const;

    revocation::list revoked;

    // Null without a store.
    session::session_store* sessions() const noexcept { return sessions_.get(); }
    revocation::revocation_store* revocations() const noexcept { return revocations_.get(); }

private:
    std::unique_ptr<store::engine> store_;
    std::unique_ptr<session::session_store> sessions_;
    std::unique_ptr<revocation::revocation_store> revocations_;
};

// One decision with what is kept; the offline one (application.hpp) knows no session.
check::explanation
explain(const config::configuration&, const storage&, const check::explain_request&);

} // namespace postern::app
