// A process that is killed while it writes: what it had acknowledged is there afterwards.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <support/store_file.hpp>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace postern::store {
namespace {

constexpr int rounds = 100;
constexpr int erased_every = 5;

key name_of(std::uint32_t n)
{
    return {"session", std::to_string(n)};
}

// Four callers at once, so that writes share transactions. Each acknowledged number goes through
// the pipe; never returns.
[[noreturn]] void write_for_ever(const std::filesystem::path& file, int pipe, std::uint32_t first)
{
    test::manual_clock clock{time_point()};
    const auto opened = open_sqlite({file}, clock).value();
    std::vector<std::jthread> callers;
    for (std::uint32_t which = 0; which != 4; ++which)
        callers.emplace_back([&, which] {
            test::store_caller caller(*opened);
            for (std::uint32_t n = first + which;; n += 4) {
                caller.put(name_of(n), {std::to_string(n), never, {}}).value();
                if (n % erased_every == 0)
                    caller.erase(name_of(n)).value();
                if (::write(pipe, &n, sizeof n) != sizeof n)
                    ::_exit(1);
            }
        });
    callers.clear();
    ::_exit(1);
}

TEST(Killed, LosesNothingThatWasAcknowledged)
{
    const test::temporary_folder folder;
    const auto file = folder.path() / "test.db";
    std::mt19937 random{42};
    std::set<std::uint32_t> acknowledged;
    for (int round = 0; round != rounds; ++round) {
        int pipe[2];
        ASSERT_EQ(::pipe(pipe), 0);
        const std::uint32_t first = acknowledged.empty() ? 0 : *acknowledged.rbegin() + 100;
        const pid_t writer = ::fork();
        if (writer == 0)
            write_for_ever(file, pipe[1], first);
        ::close(pipe[1]);
        // Killed somewhere after its first acknowledgements.
        std::uint32_t n = 0;
        for (unsigned long left = random() % 40; ::read(pipe[0], &n, sizeof n) == sizeof n;
             --left) {
            acknowledged.insert(n);
            if (left == 0)
                ::kill(writer, SIGKILL);
        }
        ::close(pipe[0]);
        int status = 0;
        ASSERT_EQ(::waitpid(writer, &status, 0), writer);
        ASSERT_TRUE(WIFSIGNALED(status)) << "round " << round;
    }

    test::manual_clock clock{time_point()};
    const auto opened = open_sqlite({file}, clock).value();
    test::store_caller caller(*opened);
    for (const std::uint32_t each : acknowledged) {
        const auto found = caller.get(name_of(each)).value();
        EXPECT_EQ(found.has_value(), each % erased_every != 0) << each;
    }
    EXPECT_GT(acknowledged.size(), static_cast<std::size_t>(rounds));
}

} // namespace
} // namespace postern::store
