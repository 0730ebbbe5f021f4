// The embedded engine: a queue of calls, and one thread that runs them.
#include <postern/store/sqlite.hpp>

#include "batch.hpp"
#include "call_queue.hpp"
#include "schema.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace postern::store {
namespace {

// At most this many calls run in one transaction. Each commit waits for the disk, so a batch is
// faster than single calls.
constexpr std::size_t most_in_batch = 256;
constexpr std::chrono::milliseconds sweep_interval{1000};
constexpr std::chrono::milliseconds sweep_pause{10}; // while there is more to sweep

struct call_kind
{
    priority rank;
    bool writes;
};
// Calls of an operator come before the many writes of checks.
constexpr call_kind operator_read{priority::high, false};
constexpr call_kind operator_write{priority::high, true};
constexpr call_kind check_write{priority::normal, true};

bool is_write(const std::shared_ptr<job>& one)
{
    return one->writes;
}

// The engine is the client of everybody, because its calls are thread-safe.
class sqlite_engine final : public engine, public client
{
public:
    sqlite_engine(database&& file, std::size_t queue, const clock& time)
        : file_(std::move(file)), table_(file_, time), queue_(queue)
    {
        calls_.reserve(most_in_batch);
        thread_ = std::thread([this] { work(); });
    }

    ~sqlite_engine() override
    {
        // The thread runs the calls that are queued, and then ends.
        queue_.close();
        thread_.join();
    }

    std::shared_ptr<client> make_client(boost::asio::any_io_executor) override
    {
        return {std::shared_ptr<void>(), this}; // not owned: the engine outlives its clients
    }

    promise<records> get_all(std::vector<key> names, steady_point deadline, priority rank) override
    {
        return ask<records>({rank, false}, deadline, [names](table& in, changes&) {
            return in.get_all(names);
        });
    }

    promise<write_outcome> create(key name, record what, steady_point deadline) override
    {
        return ask<write_outcome>(operator_write, deadline, [name, what](table& in, changes&) {
            return in.create(name, what);
        });
    }

    promise<std::optional<record>> update(key name, revision how, steady_point deadline) override
    {
        return ask<std::optional<record>>(
            operator_write, deadline,
            [name, how](table& in, changes& changed) {
                auto done = in.update(name, how);
                // The change feed tells this change after the commit.
                if (done)
                    changed.push_back(name);
                return done;
            }
        );
    }

    promise<std::optional<time_point>> extend(
        key name, time_point expires, std::chrono::milliseconds step, steady_point deadline
    ) override
    {
        return ask<std::optional<time_point>>(
            check_write, deadline,
            [name, expires, step](table& in, changes&) { return in.extend(name, expires, step); }
        );
    }

    promise<write_outcome> erase(key name, steady_point deadline) override
    {
        return ask<write_outcome>(operator_write, deadline, [name](table& in, changes& changed) {
            auto done = in.erase(name);
            if (done && *done == write_outcome::done)
                changed.push_back(name);
            return done;
        });
    }

    promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point deadline) override
    {
        return ask<std::vector<std::string>>(
            operator_write, deadline,
            [kind, owner](table& in, changes& changed) {
                auto gone = in.erase_all(kind, owner);
                if (gone)
                    for (const std::string& id : *gone)
                        changed.push_back({kind, id});
                return gone;
            }
        );
    }

    promise<page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point deadline
    ) override
    {
        return ask<page>(
            operator_read, deadline,
            [kind, owner, cursor, limit](table& in, changes&) {
                return in.list(kind, owner, cursor, limit);
            }
        );
    }

    void subscribe(std::shared_ptr<feed_listener> added) override
    {
        listeners_.push_back(std::move(added));
    }

    error_code health() const override
    {
        if (broken_)
            return errc::broken;
        const int code = failing_;
        return code == 0 ? error_code() : make_error_code(static_cast<errc>(code));
    }

private:
    using changes = std::vector<key>;

    template <class T>
    promise<T> ask(call_kind kind, steady_point deadline, typename call<T>::work what)
    {
        const auto made = std::make_shared<call<T>>(kind.writes, std::move(what));
        const std::function<error_code(std::shared_ptr<job>)> send =
            [this, to = kind.rank](std::shared_ptr<job> one) {
                return queue_.push(to, std::move(one));
            };
        co_return co_await made->wait(deadline, send);
    }

    void work()
    {
        // take() returns at the time of the next sweep, even if no call waits.
        while (queue_.take(calls_, next_sweep_)) {
            if (!calls_.empty())
                serve(calls_);
            if (std::chrono::steady_clock::now() >= next_sweep_)
                sweep();
        }
    }

    // The order matters: changes become durable, then the change feed tells them, then the
    // callers are answered.
    void serve(batch& calls)
    {
        // Run all calls. A lost transaction makes the engine fail its health check until a write
        // succeeds.
        const bool writes = std::any_of(calls.begin(), calls.end(), is_write);
        const error_code lost = run(calls, file_, table_);
        if (writes) // reads succeed even when the disk is full
            failing_ = lost.value();
        // Remember whether a call has found damage.
        for (const auto& one : calls)
            notice(one->outcome());
        for (const auto& one : calls)
            for (const key& each : one->changed)
                tell(each);
        for (const auto& one : calls)
            answer(*one);
    }

    static void answer(job& one)
    {
        try {
            one.answer();
        } catch (const std::bad_alloc&) { // its caller waits until its deadline
        }
    }

    void notice(const error_code& outcome)
    {
        if (outcome == make_error_code(errc::broken))
            broken_ = true;
    }

    void tell(const key& name)
    {
        for (const auto& each : listeners_)
            each->changed(name);
    }

    // Removes expired records in small steps, so that calls wait for one step at most.
    void sweep()
    {
        next_sweep_ = std::chrono::steady_clock::now() + sweep_interval;
        const auto removed = table_.sweep();
        notice(removed ? error_code() : removed.error());
        // A sweep without expired records writes nothing. So only a trial proves that writes
        // succeed again.
        if (!removed)
            failing_ = removed.error().value();
        else if (failing_ != 0)
            failing_ = try_to_write().value();
        // A full step means that more records may have expired: go on after a short pause.
        if (removed && *removed == table::most_swept)
            next_sweep_ = std::chrono::steady_clock::now() + sweep_pause;
    }

    // The engine itself finds out when writes succeed again. While the service is not ready, it may
    // get no requests, and so no caller would try.
    error_code try_to_write()
    {
        try {
            const auto trial = std::make_shared<call<write_outcome>>(true, [](table& in, changes&) {
                return in.try_to_write();
            });
            batch alone{trial};
            const error_code lost = run(alone, file_, table_);
            return lost ? lost : trial->outcome();
        } catch (const std::bad_alloc&) {
            return errc::failed;
        }
    }

    database file_;
    table table_;
    call_queue queue_;
    batch calls_;                                           // that the thread works on
    std::vector<std::shared_ptr<feed_listener>> listeners_; // complete before the first call
    std::atomic<int> failing_{0};     // why the last transaction was lost, an errc
    std::atomic<bool> broken_{false}; // until the next start; damage does not repair itself
    steady_point next_sweep_ = std::chrono::steady_clock::now();
    std::thread thread_;
};

} // namespace

result<std::unique_ptr<engine>> open_sqlite(const sqlite_options& options, const clock& time)
{
    auto file = open_file(options.path);
    if (!file)
        return file.error();
    return std::make_unique<sqlite_engine>(std::move(*file), options.queue, time);
}

} // namespace postern::store
