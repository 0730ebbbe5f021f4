// An embedded engine that is open, with a clock of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <support/store_file.hpp>

namespace postern::store {

inline const time_point start{std::chrono::seconds(1'800'000'000)};
inline const key name{"session", "a"};

class Engine : public testing::Test
{
protected:
    void reopen()
    {
        opened.reset();
        opened = open_sqlite({folder.path() / "test.db"}, clock).value();
    }

    std::shared_ptr<client> make_client() { return opened->make_client({}); }
    test::store_caller caller() { return test::store_caller(*opened); }
    record until(std::chrono::seconds life, std::string value = "v", std::string owner = "alice")
    {
        return {std::move(value), clock.now() + life, std::move(owner)};
    }
    std::string value_of(const key& which)
    {
        const auto found = caller().get(which).value();
        return found ? found->value : "-";
    }

    test::temporary_folder folder;
    test::manual_clock clock{start};
    std::unique_ptr<engine> opened = open_sqlite({folder.path() / "test.db"}, clock).value();
};

} // namespace postern::store
