#include <postern/config/restart.hpp>

#include <gtest/gtest.h>

namespace postern::config {
namespace {

using keys = std::vector<std::string>;

struct row
{
    keys needing_restart;
    void (*change)(configuration&);
};

sqlite_store& sqlite(configuration& all)
{
    return std::get<sqlite_store>(all.store);
}

using namespace std::chrono_literals;

const row rows[] = {
    {{}, [](configuration&) {}},
    {{}, [](configuration& c) { c.log.level = log::level::debug; }},
    {{}, [](configuration& c) { c.resolver.deadline = 1ms; }},
    {{}, [](configuration& c) { c.resolver.drain = 1ms; }},
    {{}, [](configuration& c) { c.resolver.token_size = 7; }},
    {{}, [](configuration& c) { c.memory.verdicts = 1; }},
    {{}, [](configuration& c) { c.identity.prefix = "X-Id-"; }},
    {{}, [](configuration& c) { c.issuers.emplace_back(); }},
    {{}, [](configuration& c) { sqlite(c).timeout = 7ms; }},
    {{"resolver.listen"}, [](configuration& c) { c.resolver.listener.listen.clear(); }},
    {{"resolver.limits.head"}, [](configuration& c) { c.resolver.listener.head.octets = 7; }},
    {{"resolver.limits.fields"}, [](configuration& c) { c.resolver.listener.head.fields = 7; }},
    {{"resolver.limits.header_timeout"},
     [](configuration& c) { c.resolver.listener.header_timeout = 7ms; }},
    {{"resolver.limits.idle_timeout"},
     [](configuration& c) { c.resolver.listener.idle_timeout = 7ms; }},
    {{"resolver.limits.connections"},
     [](configuration& c) { c.resolver.listener.connections = 7; }},
    {{"resolver.threads"}, [](configuration& c) { c.resolver.threads = 7; }},
    {{"crypto.threads"}, [](configuration& c) { c.crypto.threads = 7; }},
    {{"crypto.queue"}, [](configuration& c) { c.crypto.queue = 7; }},
    {{"grpc.listen"}, [](configuration& c) { c.grpc.listener.listen.emplace_back(); }},
    {{"grpc.limits.message"}, [](configuration& c) { c.grpc.listener.message = 7; }},
    {{"grpc.limits.checks"}, [](configuration& c) { c.grpc.listener.checks = 7; }},
    {{"admin.listen"}, [](configuration& c) { c.admin.listen.clear(); }},
    {{"admin.token"}, [](configuration& c) { c.admin.token = secret("another"); }},
    {{"admin.token_file"}, [](configuration& c) { c.admin.token_file = "another"; }},
    {{"store.sqlite.path"}, [](configuration& c) { sqlite(c).sqlite.path = "another.db"; }},
    {{"store"}, [](configuration& c) { c.store = no_store(); }},
    {{"sessions.format"}, [](configuration& c) { c.sessions.format = session::format::authgear; }},
    {{"sessions.app"}, [](configuration& c) { c.sessions.app = "another"; }},
    {{}, [](configuration& c) { c.sessions.lifetime = 1s; }},
    {{"log.format"}, [](configuration& c) { c.log.format = log::format::json; }},
    {{"resolver.threads", "log.format"},
     [](configuration& c) {
         c.log.format = log::format::json;
         c.resolver.threads = 7;
     }},
};

TEST(KeysNeedingRestart, AreThoseThatDifferAndThatAReloadCannotChange)
{
    for (const row& r : rows) {
        configuration fresh;
        r.change(fresh);
        EXPECT_EQ(keys_needing_restart(configuration(), fresh), r.needing_restart);
        EXPECT_EQ(keys_needing_restart(fresh, configuration()), r.needing_restart);
        EXPECT_EQ(keys_needing_restart(fresh, fresh), keys());
    }
}

} // namespace
} // namespace postern::config
