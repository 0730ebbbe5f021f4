// One coroutine, work(), does everything that waits for the store: it loads all entries if it must,
// and otherwise reads the entries that changed. After an error it begins again with a load.
#include <postern/revocation/replica.hpp>

#include "stored.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <iterator>
#include <utility>

namespace postern::revocation {

namespace asio = boost::asio;

namespace {

constexpr std::size_t page_size = 1000;
constexpr std::chrono::seconds page_timeout{30};
constexpr std::size_t most_read_together = 128;
constexpr std::chrono::seconds read_timeout{1};
constexpr std::chrono::milliseconds pause_after_error{250};

steady_point in(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

} // namespace

replica::replica(asio::any_io_executor executor, revocation::list& list, const clock& time)
    : executor_(std::move(executor)), list_(list), clock_(time)
{
    list_.become_stale(steady_point::min());
}

asio::awaitable<result<std::size_t>> replica::start(std::shared_ptr<store::client> store)
{
    store_ = std::move(store);
    works_ = true;
    const error_code failed = co_await step();
    works_ = false;
    wake();
    if (failed)
        co_return failed;
    co_return list_.size();
}

void replica::changed(const store::key& name) noexcept
{
    const bool is_entry = name.kind == record_kind;
    if (!is_entry && !(name == generation_key))
        return;
    asio::post(executor_, [self = shared_from_this(), is_entry, id = name.id] {
        if (is_entry)
            self->changed_.insert(id);
        else
            self->must_load_ = true;
        self->wake();
    });
}

// The list is stale at once, on every thread.
void replica::lost() noexcept
{
    list_.become_stale(clock_.steady());
    asio::post(executor_, [self = shared_from_this()] { self->is_lost_ = true; });
}

void replica::caught_up() noexcept
{
    asio::post(executor_, [self = shared_from_this()] {
        self->is_lost_ = false;
        self->must_load_ = true;
        self->wake();
    });
}

void replica::wake()
{
    if (works_ || !store_)
        return;
    works_ = true;
    asio::co_spawn(executor_, work(), asio::detached);
}

asio::awaitable<void> replica::work()
{
    const auto self = shared_from_this();
    while (has_work()) {
        error_code failed = store::errc::failed; // if the step throws, because there is no memory
        try {
            failed = co_await step();
        } catch (const std::exception&) {
        }
        if (failed) {
            list_.become_stale(clock_.steady());
            must_load_ = true;
            co_await pause();
        }
    }
    works_ = false;
}

// While the feed is lost, nothing is loaded: caught_up() begins. But a new store needs a
// generation, because checks ask for it (lookup.hpp), and a server can refuse the feed for ever.
bool replica::has_work() const
{
    return is_lost_ ? generation().empty() : must_load_ || !changed_.empty();
}

// Afterwards the list is current, if nothing happened meanwhile.
asio::awaitable<error_code> replica::step()
{
    const std::uint64_t losses = list_.losses();
    error_code failed;
    if (is_lost_)
        failed = co_await check_generation();
    else if (std::exchange(must_load_, false))
        failed = co_await load();
    else
        failed = co_await read_changed();
    if (!failed && !is_lost_ && !must_load_ && changed_.empty())
        list_.become_current(losses);
    set_health(failed);
    co_return failed;
}

asio::awaitable<error_code> replica::load()
{
    // Whatever changed until now is read with everything else.
    changed_.clear();
    if (const error_code failed = co_await check_generation())
        co_return failed;
    co_return co_await load_entries();
}

asio::awaitable<error_code> replica::check_generation()
{
    const auto found =
        co_await store_->get(generation_key, in(read_timeout), store::priority::high);
    if (!found)
        co_return found.error();
    const std::string known = generation();
    const std::string stored = *found ? (*found)->value : std::string();
    if (!stored.empty() && (known.empty() || stored == known || is_by_operator(stored))) {
        remember(stored);
        co_return error_code();
    }
    // The store is not the one that the list was loaded from.
    if (!known.empty()) {
        list_.keep_all();
        co_return errc::store_emptied;
    }
    // A new store gets its generation. Another process may be faster, so read it again.
    const store::record made{make_generation(false), store::never, {}};
    const auto created = co_await store_->create(generation_key, made, in(read_timeout));
    if (created.has_error())
        co_return created.error();
    co_return co_await check_generation();
}

asio::awaitable<error_code> replica::load_entries()
{
    unreadable_.clear();
    std::vector<entry_name> names;
    std::string cursor;
    do {
        auto page = co_await store_->list(record_kind, {}, cursor, page_size, in(page_timeout));
        if (!page)
            co_return page.error();
        for (const store::entry& each : page->entries) {
            apply(each.id, each.record);
            if (const auto name = name_from_id(each.id))
                names.push_back(*name);
        }
        cursor = std::move(page->next);
    } while (!cursor.empty());
    list_.retain(names);
    co_return error_code();
}

asio::awaitable<error_code> replica::read_changed()
{
    std::vector<store::key> keys;
    while (!changed_.empty() && keys.size() != most_read_together) {
        keys.push_back({record_kind, *changed_.begin()});
        changed_.erase(changed_.begin());
    }
    const auto found = co_await store_->get_all(keys, in(read_timeout), store::priority::high);
    if (!found)
        co_return found.error();
    for (std::size_t n = 0; n != keys.size(); ++n)
        apply(keys[n].id, (*found)[n]);
    co_return error_code();
}

asio::awaitable<void> replica::read_again(std::string id)
{
    // A named object, because gcc 12 destroys a braced temporary in a co_await expression twice.
    auto reading = read_one(shared_from_this(), std::move(id));
    co_await asio::co_spawn(executor_, std::move(reading), asio::use_awaitable);
}

asio::awaitable<void> replica::read_one(std::shared_ptr<replica> self, std::string id)
{
    const store::key name{record_kind, id};
    const auto found = co_await self->store_->get(name, in(read_timeout), store::priority::high);
    if (found)
        self->apply(id, *found);
    else
        self->changed(name);
}

// An entry that cannot be read revokes whatever its name stands for: without it, a revoked
// credential would be accepted.
void replica::apply(const std::string& id, const std::optional<store::record>& now)
{
    const auto name = name_from_id(id);
    if (!now) {
        if (name)
            list_.remove(*name);
        return;
    }
    if (const auto read = from_record(id, *now))
        return list_.add(*read);
    unreadable_ = id;
    if (name)
        list_.add_unreadable(*name);
}

asio::awaitable<void> replica::pause()
{
    asio::steady_timer alarm(executor_, pause_after_error);
    co_await alarm.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::string replica::generation() const
{
    const std::lock_guard lock(mutex_);
    return generation_;
}

void replica::remember(std::string generation)
{
    const std::lock_guard lock(mutex_);
    generation_ = std::move(generation);
}

error_code replica::health() const
{
    const std::lock_guard lock(mutex_);
    return health_;
}

void replica::set_health(const error_code& now)
{
    const std::lock_guard lock(mutex_);
    health_ = now;
}

} // namespace postern::revocation
