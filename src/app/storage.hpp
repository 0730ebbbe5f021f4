// The store, the sessions and revocations in it, and what is kept in memory of them.
#pragma once

#include <postern/check/explain.hpp>
#include <postern/config/configuration.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/revocation/lookup.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <future>
#include <memory>
#include <string>
#include <thread>

namespace postern::app {

// What the code of one event loop uses of the store.
struct store_access
{
    const std::shared_ptr<store::client> client;
    session::session_store sessions;
    revocation::revocation_store revocations;
    revocation::lookup lookup;
};

// Without a store there are no sessions and no revocations. It has a thread that keeps the
// revocation list like the store.
class storage
{
public:
    storage() = default;
    ~storage();
    storage(const storage&) = delete;
    storage& operator=(const storage&) = delete;

    // Opens the store. With SQLite it waits until every revocation is loaded; after an error the
    // service must not start, and if one revocation is the reason, `unreadable` is its id. With
    // Redis it never waits or fails: the service is not ready until Redis answers.
    result<void>
    open(const config::store_options&, metrics::registry&, log::logger&, std::string& unreadable);

    // For the code of this executor, which must outlive it. Null without a store. Thread-safe.
    std::unique_ptr<store_access> access(const boost::asio::any_io_executor&);

    // No error, or why the service is not ready.
    error_code health() const;

    void report(metrics::registry&) const;

    revocation::list revoked;

private:
    result<std::unique_ptr<store::engine>>
    make_engine(const config::store_options&, metrics::registry&, log::logger&);
    void follow_feed();
    std::future<result<std::size_t>> begin_loading();

    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_ =
        boost::asio::make_work_guard(context_);
    std::shared_ptr<session::session_versions> versions_;
    std::shared_ptr<revocation::replica> replica_;
    std::unique_ptr<store::engine> store_;
    session::format sessions_ = session::format::postern;
    std::thread thread_;
};

// The store's name for people: the path of its file, `redis` or `none`.
std::string name_of(const config::store_options&);

// One decision with the sessions and revocations of the store. The one of application.hpp has no
// store.
check::explanation
explain(const config::configuration&, std::vector<jwt::trusted_issuer>, storage&, const check::explain_request&);

} // namespace postern::app
