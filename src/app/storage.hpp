// The store, and the sessions and revocations in it.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/config/configuration.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <memory>
#include <string>

namespace postern::app {

// Without a store there are no sessions and no revocations.
class storage
{
public:
    storage() = default;

    // Opens the store, loads every revocation and waits for both. After an error the service must
    // not start. If one revocation is the reason, `unreadable` is its id.
    result<void> open(const config::store_options&, std::string& unreadable);

    // No error, or why calls to the store fail.
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

// The store's name for people: the path of its file.
std::string name_of(const config::store_options&);

// One decision with the sessions and revocations of the store. The one of application.hpp has no
// store.
check::explanation
explain(const config::configuration&, const storage&, const check::explain_request&);

} // namespace postern::app
