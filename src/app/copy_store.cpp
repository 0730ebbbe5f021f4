#include <postern/app/copy_store.hpp>

#include "essentials.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

namespace postern::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t page_size = 100; // the records of a page are written at once
constexpr std::chrono::seconds patience{5};

steady_point deadline()
{
    return std::chrono::steady_clock::now() + patience;
}

// The calls to both stores run on a thread of its own; this class waits for their results. Its
// functions return false after a failure.
class store_copy
{
public:
    store_copy(storage& from, storage& to)
        : from_(from.access(loop_.get_executor())), to_(to.access(loop_.get_executor()))
    {
    }

    // No call runs any more when the clients are destroyed.
    ~store_copy()
    {
        loop_.stop();
        loop_.join();
    }

    bool copy_revocations();
    bool copy_sessions();

    copied done;
    bool target_failed = false;
    error_code failure;

private:
    template <class T>
    std::future<result<T>> begin(asio::awaitable<result<T>> call)
    {
        return asio::co_spawn(loop_, std::move(call), asio::use_future);
    }

    // Reads all pages, and writes the records of each page at once.
    template <class Read, class Write>
    bool copy_pages(Read read, Write write);

    asio::thread_pool loop_{1};
    const std::unique_ptr<store_access> from_, to_;
};

template <class Read, class Write>
bool store_copy::copy_pages(Read read, Write write)
{
    std::string cursor;
    do {
        auto page = begin(read(cursor)).get();
        if (!page) {
            failure = page.error();
            return false;
        }
        write(*page);
        for (std::string& each : page->unreadable)
            done.unreadable.push_back(std::move(each));
        cursor = std::move(page->next);
    } while (!failure && !cursor.empty());
    target_failed = failure.failed();
    return !failure;
}

bool store_copy::copy_revocations()
{
    const auto read = [this](const std::string& cursor) {
        return from_->revocations.page(cursor, page_size, deadline());
    };
    return copy_pages(read, [this](const revocation::revocation_page& page) {
        std::vector<std::future<result<revocation::entry>>> written;
        for (const revocation::entry& each : page.entries)
            written.push_back(begin(to_->revocations.revoke(each, deadline())));
        for (auto& each : written) {
            if (const auto made = each.get())
                ++done.revocations;
            else
                failure = made.error();
        }
    });
}

bool store_copy::copy_sessions()
{
    const auto read = [this](const std::string& cursor) {
        return from_->sessions.list(std::nullopt, cursor, page_size, deadline());
    };
    return copy_pages(read, [this](const session::session_page& page) {
        std::vector<std::future<result<store::write_outcome>>> written;
        for (const session::found& each : page.sessions)
            written.push_back(begin(to_->sessions.restore(each, deadline())));
        for (auto& each : written) {
            const auto made = each.get();
            if (made.has_error())
                failure = made.error();
            else
                ++(*made == store::write_outcome::done ? done.sessions : done.sessions_there);
        }
    });
}

// Such as `redis: redis_not_connected (redis_not_permitted)`.
std::string
describe(const config::store_options& options, const storage& failed, const error_code& why)
{
    const error_code health = failed.health();
    return name_of(options) + ": " + why.message() +
           (health && health != why ? " (" + health.message() + ')' : "");
}

// What a service would log is not wanted on a terminal, except for errors.
std::unique_ptr<essentials> open_quietly(config::configuration options)
{
    options.log.level = log::level::error;
    return open_essentials(options);
}

} // namespace

copied copy_store(const config::configuration& from, const config::configuration& to)
{
    // Open both. After an error the reason is on stderr.
    const auto source = open_quietly(from);
    const auto target = source ? open_quietly(to) : nullptr;
    if (!target)
        return {0, 0, 0, {}, "nothing was copied"};
    store_copy copy(source->kept, target->kept);
    if (!copy.copy_revocations() || !copy.copy_sessions())
        copy.done.failure = copy.target_failed ? describe(to.store, target->kept, copy.failure)
                                               : describe(from.store, source->kept, copy.failure);
    return copy.done;
}

} // namespace postern::app
