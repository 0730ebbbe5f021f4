#include "storage.hpp"

#include <postern/store/sqlite.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace postern::app {

namespace asio = boost::asio;

// The replica's client is destroyed before the engine.
storage::~storage()
{
    context_.stop();
    if (thread_.joinable())
        thread_.join();
    if (replica_)
        replica_->stop();
}

result<void> storage::open(
    const config::store_options& options, metrics::registry& counted, log::logger& lines,
    std::string& unreadable
)
{
    if (!config::has_store(options))
        return {};
    auto made = make_engine(options, counted, lines);
    if (!made)
        return made.error();
    store_ = std::move(*made);
    follow_feed();
    auto loading = begin_loading();
    // Without its revocations the embedded store is not used. Redis may be reached later.
    if (!std::holds_alternative<config::sqlite_store>(options))
        return {};
    const auto loaded = loading.get();
    unreadable = replica_->unreadable();
    if (loaded && unreadable.empty())
        return {};
    if (loaded)
        return revocation::make_error_code(revocation::errc::unreadable_record);
    // A record does not match its checksum. At the start this means that the file is damaged.
    const bool broken = loaded.error() == make_error_code(store::errc::broken);
    return broken ? make_error_code(store::errc::corrupt) : loaded.error();
}

result<std::unique_ptr<store::engine>> storage::make_engine(
    const config::store_options& options, metrics::registry& counted, log::logger& lines
)
{
    if (const auto* const redis = std::get_if<config::redis_store>(&options)) {
        sessions_ = redis->sessions;
        return store::make_redis_engine(redis->redis, counted, lines);
    }
    return store::open_sqlite(std::get<config::sqlite_store>(options).sqlite, system_clock());
}

// What is kept in memory follows the change feed.
void storage::follow_feed()
{
    versions_ = std::make_shared<session::session_versions>();
    replica_ =
        std::make_shared<revocation::replica>(context_.get_executor(), revoked, system_clock());
    store_->subscribe(versions_);
    store_->subscribe(replica_);
    thread_ = std::thread([this] { context_.run(); });
}

std::future<result<std::size_t>> storage::begin_loading()
{
    auto client = store_->make_client(context_.get_executor());
    return asio::co_spawn(context_, replica_->start(std::move(client)), asio::use_future);
}

std::unique_ptr<store_access> storage::access(const asio::any_io_executor& executor)
{
    if (!store_)
        return nullptr;
    const auto client = store_->make_client(executor);
    return std::unique_ptr<store_access>(new store_access{
        client,
        {*client, *versions_, system_clock(), sessions_},
        {*client, revoked, *replica_},
        {*client, *replica_}});
}

std::string name_of(const config::store_options& options)
{
    const auto* const sqlite = std::get_if<config::sqlite_store>(&options);
    if (sqlite != nullptr)
        return sqlite->sqlite.path.string();
    return std::holds_alternative<config::redis_store>(options) ? "redis" : "none";
}

error_code storage::health() const
{
    if (!store_)
        return {};
    if (const error_code down = store_->health())
        return down;
    return replica_->health();
}

void storage::report(metrics::registry& counted) const
{
    counted.make_gauge_function("postern_revocations", {}, [this] {
        return static_cast<double>(revoked.size());
    });
    counted.make_gauge_function("postern_revocations_current", {}, [this] {
        return revocation::list::is_current(revoked.generation()) ? 1.0 : 0.0;
    });
    if (store_)
        counted.make_gauge_function("postern_store_up", {}, [this] {
            return store_->health() ? 0.0 : 1.0;
        });
}

} // namespace postern::app
