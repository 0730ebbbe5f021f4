// The feed against a scripted server: what it asks for, what it tells, and what ends it.
#include "feed.hpp"
#include "scripted_peer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <gmock/gmock.h>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::beside;
using test::conversation;
using test::scripted_peer;
using testing::ElementsAre;

// The end of the command with which the feed asks for tracking.
constexpr const char* tracking =
    "CLIENT TRACKING ON REDIRECT 7 BCAST PREFIX beat PREFIX session: PREFIX revocation:";
const std::string subscribed = "*3\r\n$9\r\nsubscribe\r\n$20\r\n__redis__:invalidate\r\n:1\r\n";

std::string message(const std::string& keys)
{
    return "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n" + keys;
}

void confirm(conversation& on)
{
    on.log_in();
    on.answer("CLIENT ID", ":7\r\n");
    on.answer(tracking, "+OK\r\n");
    on.answer("SUBSCRIBE __redis__:invalidate", subscribed);
}

// A feed that runs until it has ended, and what it has told.
struct told
{
    explicit told(std::uint16_t port)
    {
        access how;
        how.timeout = 300ms;
        boost::asio::io_context context;
        const auto localhost = boost::asio::ip::address_v4::loopback();
        feed::events on;
        on.changed = [&](std::string_view key) { events.emplace_back(key); };
        on.flushed = [&] { events.emplace_back("FLUSHED"); };
        on.moved = [&] { was_ready = was_ready || of->is_ready(); };
        const std::vector<std::string> prefixes{"session:", "revocation:"};
        of = std::make_shared<feed>(
            context.get_executor(), make_node(localhost, port, "localhost"), how, prefixes, "beat",
            on
        );
        of->start();
        context.run_for(5s);
        failure = of->failure();
        beats = of->beats();
        of.reset();
    }

    std::shared_ptr<feed> of;
    std::vector<std::string> events;
    bool was_ready = false;
    error_code failure;
    std::uint64_t beats = 0;
};

TEST(RedisFeed, TellsTheChangedKeysAndCountsItsHeartbeat)
{
    scripted_peer peer;
    auto script = beside([&] {
        auto on = peer.accept();
        confirm(on);
        on.send(message("*2\r\n$9\r\nsession:a\r\n$4\r\nbeat\r\n"));
        on.send(message("*-1\r\n"));
        on.send(message("$-1\r\n"));
        on.send(message("*1\r\n$12\r\nrevocation:b\r\n"));
    });
    const told all(peer.port());
    script.get();
    EXPECT_THAT(all.events, ElementsAre("session:a", "FLUSHED", "FLUSHED", "revocation:b"));
    EXPECT_EQ(all.beats, 1U);
    EXPECT_TRUE(all.was_ready);
    EXPECT_EQ(all.failure, errc::lost);
}

TEST(RedisFeed, TellsNothingOfAHalfMessage)
{
    const auto whole = message("*1\r\n$9\r\nsession:a\r\n");
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        scripted_peer peer;
        auto script = beside([&] {
            auto on = peer.accept();
            confirm(on);
            on.send(whole.substr(0, cut));
        });
        const told all(peer.port());
        script.get();
        EXPECT_TRUE(all.events.empty()) << cut;
        EXPECT_EQ(all.failure, errc::lost) << cut;
    }
}

TEST(RedisFeed, EndsWithWhatIsNoMessageOfIt)
{
    const std::string rows[] = {
        "+OK\r\n",
        ":1\r\n",
        "-ERR no\r\n",
        "*0\r\n",
        "*2\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n",
        "*3\r\n$7\r\nmessage\r\n$5\r\nother\r\n*1\r\n$1\r\na\r\n",
        message("$1\r\na\r\n"),
        message(":1\r\n"),
        ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n",
        "$-2\r\n",
    };
    for (const auto& octets : rows) {
        scripted_peer peer;
        auto script = beside([&] {
            auto on = peer.accept();
            confirm(on);
            on.send(octets);
            EXPECT_TRUE(on.is_closed());
        });
        const told all(peer.port());
        script.get();
        EXPECT_TRUE(all.events.empty()) << octets;
        EXPECT_EQ(all.failure, errc::malformed) << octets;
    }
}

// Each row is the answers to CLIENT ID, CLIENT TRACKING and SUBSCRIBE, and why the feed ends.
TEST(RedisFeed, IsNotReadyBeforeAllIsConfirmed)
{
    struct row
    {
        std::string id;
        std::string confirmed;
        std::string subscription;
        errc failure;
    };
    const row rows[] = {
        {"-NOPERM no\r\n", "", "", errc::tracking_refused},
        {"+OK\r\n", "", "", errc::malformed},
        {":7\r\n", "-NOPERM no\r\n", "", errc::tracking_refused},
        {":7\r\n", "-ERR Unknown subcommand\r\n", "", errc::tracking_refused},
        {":7\r\n", "-LOADING wait\r\n", "", errc::loading},
        {":7\r\n", "+OK\r\n", "-NOPERM no\r\n", errc::tracking_refused},
        {":7\r\n", "+OK\r\n", "", errc::timed_out},
        {":7\r\n", "", "", errc::timed_out},
    };
    for (const auto& each : rows) {
        scripted_peer peer;
        auto script = beside([&] {
            auto on = peer.accept();
            on.log_in();
            on.answer("CLIENT ID", each.id);
            if (each.id.starts_with(':'))
                on.answer(tracking, each.confirmed);
            if (each.confirmed == "+OK\r\n")
                on.answer("SUBSCRIBE __redis__:invalidate", each.subscription);
            EXPECT_TRUE(on.is_closed());
        });
        const told all(peer.port());
        script.get();
        EXPECT_FALSE(all.was_ready);
        EXPECT_EQ(all.failure, each.failure) << each.id << each.confirmed << each.subscription;
    }
}

} // namespace
} // namespace postern::redis
