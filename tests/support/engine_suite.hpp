// What every engine of the store promises (engine_suite.cpp). The tests of each engine instantiate
// the suite.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <support/store_file.hpp>
#include <thread>

namespace postern::store {

// An engine that is open and empty, and how time passes for it.
class tested_engine
{
public:
    virtual ~tested_engine() = default;
    virtual engine& opened() = 0;
    virtual time_point now() const = 0;
    virtual void pass(std::chrono::milliseconds) = 0;
};

using make_tested_engine = std::function<std::unique_ptr<tested_engine>()>;

class EngineSuite : public testing::TestWithParam<make_tested_engine>
{
protected:
    // How often the feed has told a change of each session.
    class heard final : public feed_listener
    {
    public:
        void changed(const key& changed_key) noexcept override
        {
            const std::lock_guard lock(mutex_);
            if (changed_key.kind == "session")
                ++times_[changed_key.id];
        }
        void lost() noexcept override { is_lost_ = true; }
        void caught_up() noexcept override { is_lost_ = false; }

        int times(const std::string& id)
        {
            const std::lock_guard lock(mutex_);
            return times_[id];
        }
        bool wait_for(const std::string& id, int count = 1)
        {
            return wait([&] { return times(id) >= count; });
        }
        bool wait_until_found()
        {
            return wait([&] { return !is_lost_; });
        }

    private:
        static bool wait(const std::function<bool()>& done)
        {
            for (int n = 0; n != 5000 && !done(); ++n)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return done();
        }

        std::mutex mutex_;
        std::map<std::string, int> times_;
        std::atomic<bool> is_lost_{false};
    };

    time_point at(std::chrono::milliseconds from_now) const
    {
        return std::chrono::floor<std::chrono::milliseconds>(tested->now()) + from_now;
    }
    record
    until(std::chrono::milliseconds life, std::string value = "v", std::string owner = "alice")
    {
        return {std::move(value), at(life), std::move(owner), at(life + std::chrono::hours(1))};
    }
    std::string value_of(const key& which)
    {
        const auto found = caller.get(which).value();
        return found ? found->value : "-";
    }
    // All ids of a kind, in pages.
    std::multiset<std::string>
    list_all(const std::string& kind, std::size_t limit, const std::optional<std::string>& owner)
    {
        std::multiset<std::string> all;
        std::string cursor;
        do {
            const page some = caller.list(kind, limit, cursor, owner).value();
            for (const entry& each : some.entries)
                all.insert(each.id);
            cursor = some.next;
        } while (!cursor.empty());
        return all;
    }

    const key one{"session", "a"};
    const std::unique_ptr<tested_engine> tested = GetParam()();
    const std::shared_ptr<heard> feed = [&] {
        auto made = std::make_shared<heard>();
        tested->opened().subscribe(made);
        return made;
    }();
    test::store_caller caller{tested->opened()};
};

} // namespace postern::store
