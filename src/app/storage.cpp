#include "storage.hpp"

#include <postern/store/sqlite.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace postern::app {
namespace {

namespace asio = boost::asio;

// Runs the coroutine on a loop of its own, because no event loop runs yet at the start.
result<std::size_t> load(revocation::revocation_store& from)
{
    asio::io_context context{1};
    // This error stays if the coroutine throws.
    result<std::size_t> loaded = store::make_error_code(store::errc::failed);
    asio::co_spawn(
        context, from.load(),
        [&](const std::exception_ptr& failed, result<std::size_t> count) {
            if (!failed)
                loaded = count;
        }
    );
    context.run();
    return loaded;
}

} // namespace

result<void> storage::open(const config::store_options& options, std::string& unreadable)
{
    const auto* const sqlite = std::get_if<config::sqlite_store>(&options);
    if (sqlite == nullptr)
        return {};
    // Open the engine and what is built on it.
    auto opened = store::open_sqlite(sqlite->sqlite, system_clock());
    if (!opened)
        return opened.error();
    store_ = std::move(*opened);
    sessions_ = std::make_unique<session::session_store>(*store_, system_clock());
    revocations_ = std::make_unique<revocation::revocation_store>(*store_, revoked);
    // Load every revocation, so that none is ignored by the first check.
    const auto loaded = load(*revocations_);
    // If an entry cannot be read, this is its id.
    unreadable = revocations_->unreadable();
    if (loaded)
        return {};
    // A record does not match its checksum. At the start this means that the file is damaged.
    const bool broken = loaded.error() == make_error_code(store::errc::broken);
    return broken ? make_error_code(store::errc::corrupt) : loaded.error();
}

std::string name_of(const config::store_options& options)
{
    const auto* const sqlite = std::get_if<config::sqlite_store>(&options);
    return sqlite != nullptr ? sqlite->sqlite.path.string() : "none";
}

error_code storage::health() const
{
    return store_ ? store_->health() : error_code();
}

void storage::report(metrics::registry& counted) const
{
    counted.make_gauge_function("postern_revocations", {}, [this] {
        return static_cast<double>(revoked.size());
    });
    if (store_)
        counted.make_gauge_function("postern_store_up", {}, [this] {
            return health() ? 0.0 : 1.0;
        });
}

} // namespace postern::app
