// The health of the engine after it met a damaged record.
#include "open_engine.hpp"

#include <sqlite3.h>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

class Health : public Engine
{
protected:
    // Closes the file, damages the values in it and opens it again. Its structure stays valid.
    void damage_all_values()
    {
        opened.reset();
        sqlite3* handle = nullptr;
        sqlite3_open((folder.path() / "test.db").c_str(), &handle);
        sqlite3_exec(handle, "UPDATE records SET value = x'00'", nullptr, nullptr, nullptr);
        sqlite3_close(handle);
        reopen();
    }
};

TEST_F(Health, IsBrokenAfterAnyCallMetADamagedRecord)
{
    const std::function<bool(test::store_caller &&)> ways[] = {
        [](test::store_caller&& by) { return by.get(name).has_value(); },
        [](test::store_caller&& by) { return by.list("session", 10).has_value(); },
        [](test::store_caller&& by) { return by.extend(name, never).has_value(); },
    };
    caller().put(name, until(60s)).value();
    for (const auto& meets : ways) {
        damage_all_values();
        EXPECT_FALSE(opened->health());
        EXPECT_FALSE(meets(caller()));
        EXPECT_EQ(opened->health(), make_error_code(errc::broken));
    }
    caller().put({"session", "other"}, until(60s)).value();
    EXPECT_EQ(opened->health(), make_error_code(errc::broken))
        << "a write of another record does not repair it";
}

} // namespace
} // namespace postern::store
