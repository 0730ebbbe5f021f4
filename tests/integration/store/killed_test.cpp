// A process is killed while it writes. Everything that it has acknowledged holds afterwards:
// created sessions, ended sessions and revocations.
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <gtest/gtest.h>

#include <random>
#include <support/followed_store.hpp>
#include <support/store_file.hpp>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace postern::store {
namespace {

constexpr int rounds = 100;
const time_point now{std::chrono::seconds(1'800'000'000)};

enum class deed : char
{
    created,
    ended,
    revoked
};

// One acknowledged write, sent by the child. It is small, so that a write to a pipe is atomic.
struct note
{
    deed done;
    std::array<char, 43> name; // id of a session, or of a token

    std::string text() const { return {name.data(), ::strnlen(name.data(), name.size())}; }
};

// The store and the rooms that use it, as a process has them after its start.
struct service
{
    explicit service(const std::filesystem::path& file)
        : opened(open_sqlite({file}, clock).value()), process(*opened, context, clock)
    {
        process.loaded.value();
    }

    static steady_point deadline()
    {
        return std::chrono::steady_clock::now() + std::chrono::seconds(20);
    }

    test::manual_clock clock{now};
    boost::asio::io_context context{1};
    std::unique_ptr<engine> opened;
    test::followed_store process;
};

// One of several callers; several, so that writes share transactions.
class caller
{
public:
    caller(service& of, int pipe) : to_(of), pipe_(pipe) {}

    void create(bool end)
    {
        session::record somebody;
        somebody.user_id = "alice";
        somebody.created_at = somebody.authenticated_at = now;
        somebody.expires_at = now + std::chrono::hours(1);
        somebody.idle = std::chrono::hours(1);
        const auto made =
            test::run(context_, to_.process.sessions.create(somebody, service::deadline())).value();
        if (end)
            test::run(context_, to_.process.sessions.end(made.id, service::deadline())).value();
        tell(end ? deed::ended : deed::created, made.id);
    }

    void revoke(const std::string& token)
    {
        revocation::entry what;
        what.name = token;
        test::run(context_, to_.process.revocations.revoke(what, service::deadline())).value();
        tell(deed::revoked, token);
    }

private:
    void tell(deed done, const std::string& name)
    {
        note line{done, {}};
        name.copy(line.name.data(), line.name.size());
        if (::write(pipe_, &line, sizeof line) != sizeof line)
            ::_exit(1);
    }

    service& to_;
    int pipe_;
    boost::asio::io_context context_{1};
};

[[noreturn]] void work_for_ever(const std::filesystem::path& file, int pipe, int round)
{
    service running(file);
    std::vector<std::jthread> threads;
    for (int which = 0; which != 4; ++which)
        threads.emplace_back([&, which] {
            caller by(running, pipe);
            for (int n = 0;; ++n) {
                by.create(n % 2 == 0);
                by.revoke(std::to_string(round) + '-' + std::to_string(n * 4 + which));
            }
        });
    threads.clear();
    ::_exit(1);
}

// Kills the child at some time after its first acknowledgements.
std::vector<note> acknowledged_until_killed(const std::filesystem::path& file, int round, int after)
{
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const pid_t worker = ::fork();
    if (worker == 0)
        work_for_ever(file, pipe[1], round);
    ::close(pipe[1]);
    std::vector<note> all;
    for (note line{}; ::read(pipe[0], &line, sizeof line) == sizeof line;) {
        all.push_back(line);
        if (all.size() == static_cast<std::size_t>(after))
            ::kill(worker, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(worker, &status, 0), worker);
    EXPECT_TRUE(WIFSIGNALED(status)) << round;
    return all;
}

void expect_in_force(service& restarted, const std::vector<note>& all)
{
    boost::asio::io_context context{1};
    for (const note& each : all) {
        if (each.done == deed::revoked) {
            revocation::revocable_ids token;
            token.token_id = each.text();
            EXPECT_TRUE(restarted.process.revoked.revokes(token)) << each.text();
            continue;
        }
        const auto found =
            test::run(context, restarted.process.sessions.find(each.text(), service::deadline()));
        EXPECT_EQ(found.has_value(), each.done == deed::created) << each.text();
        if (!found) {
            EXPECT_EQ(found.error(), make_error_code(session::errc::unknown));
        }
    }
}

TEST(Killed, LosesNothingThatWasAcknowledged)
{
    const test::temporary_folder folder;
    const auto file = folder.path() / "test.db";
    std::mt19937 random{42};
    std::vector<note> all;
    for (int round = 0; round != rounds; ++round) {
        const auto latest =
            acknowledged_until_killed(file, round, 1 + static_cast<int>(random() % 20));
        service restarted(file);
        expect_in_force(restarted, latest);
        all.insert(all.end(), latest.begin(), latest.end());
    }
    service restarted(file);
    expect_in_force(restarted, all);
    EXPECT_GT(all.size(), static_cast<std::size_t>(rounds * 5));
}

} // namespace
} // namespace postern::store
