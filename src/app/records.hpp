// What the service keeps: the store, and the rooms on top of it.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/dialect/explain.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/revocation/ledger.hpp>
#include <postern/session/directory.hpp>

#include <memory>
#include <optional>

namespace postern::app {

// Without a store nothing is ever revoked and nobody has a session.
class records
{
public:
    records() = default;

    // Opens the store and loads every revocation; waits for it. The error is why the service must
    // not start, `unreadable` the id of a revocation that is the reason.
    result<void> open(const std::optional<config::store_options>&, std::string& unreadable);

    // Nothing, or why the store does not answer.
    error_code health() const;

    void report(metrics::registry&) const;

    revocation::list revoked;

    // Null without a store.
    session::directory* sessions() const noexcept { return sessions_.get(); }
    revocation::ledger* ledger() const noexcept { return ledger_.get(); }

private:
    std::unique_ptr<store::engine> store_;
    std::unique_ptr<session::directory> sessions_;
    std::unique_ptr<revocation::ledger> ledger_;
};

// One decision with what is kept; the offline one (application.hpp) knows no session.
dialect::explanation
explain(const config::configuration&, const records&, const dialect::explain_request&);

} // namespace postern::app
