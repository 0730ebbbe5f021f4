// Redis over TLS, with a client certificate and a user with the least rights.
#include "certificates.hpp"
#include "running_service.hpp"

#include <gtest/gtest.h>

namespace postern::redis {
namespace {

using namespace std::chrono_literals;
using test::certificates;
using test::redis_server;
using test::running_service;

// A server that speaks TLS only, and asks each client for a certificate.
class RedisTls : public testing::Test
{
protected:
    std::vector<std::string> server_options() const
    {
        return {
            "--port",
            "0",
            "--tls-port",
            std::to_string(port),
            "--tls-cert-file",
            files.path("server.crt"),
            "--tls-key-file",
            files.path("server.key"),
            "--tls-ca-cert-file",
            files.path("ca.crt")};
    }
    std::vector<std::string> cli_options() const
    {
        return {
            "--tls",
            "--cacert",
            files.path("ca.crt"),
            "--cert",
            files.path("client.crt"),
            "--key",
            files.path("client.key")};
    }
    redis::options options() const
    {
        redis::options made;
        made.addresses = {*parse_address(server.address())};
        made.tls = tls_options{
            files.path("ca.crt"), files.path("client.crt"), files.path("client.key"), {}};
        return made;
    }

    const certificates files{
        {{"server", "DNS:redis.test,IP:127.0.0.1"}, {"client", "DNS:client.test"}}};
    const std::uint16_t port = test::free_port();
    redis_server server{server_options(), cli_options(), port};
};

TEST_F(RedisTls, AnswersAndFeedsAUserWithTheLeastRights)
{
    server.cli(
        {"ACL", "SETUSER", "app", "on", ">pw", "resetkeys", "~postern:*", "resetchannels",
         "&__redis__:invalidate", "-@all", "+ping", "+get", "+set", "+client|id",
         "+client|tracking", "+subscribe"}
    );
    auto with_user = options();
    with_user.login = {"app", secret("pw"), {}};
    running_service here(with_user);
    ASSERT_TRUE(here.feed.comes("CAUGHT UP")) << here.log.text() << here.registry.text();
    EXPECT_EQ(*here.set("postern:session:a", "1"), reply("OK"));
    EXPECT_TRUE(here.feed.comes("postern:session:a"));
    EXPECT_EQ(*here.get("postern:session:a"), reply("1"));
    EXPECT_EQ(here.get("other").error(), errc::not_permitted);
    EXPECT_EQ(here.ask(command("DEL").key("postern:session:a")).error(), errc::not_permitted);
}

TEST_F(RedisTls, CarriesLongValues)
{
    running_service here(options());
    const std::string value(3'000'000, 'v');
    ASSERT_EQ(*here.set("a", value), reply("OK"));
    EXPECT_EQ(*here.get("a"), reply(value));
}

TEST_F(RedisTls, IsUsedAgainAfterARestart)
{
    running_service here(options());
    ASSERT_TRUE(here.get("a"));
    server.kill();
    server.start();
    EXPECT_LT(here.time_until_answer(), 2500ms);
    EXPECT_TRUE(here.feed.comes("CAUGHT UP"));
}

// Each row changes the options so that the connection cannot be made. There is no way without TLS.
TEST_F(RedisTls, IsRefusedForEachReason)
{
    const certificates others({});
    struct row
    {
        const char* name;
        std::function<void(redis::options&)> change;
        const char* reason;
    };
    const row rows[] = {
        {"another authority", [&](auto& o) { o.tls->ca_file = others.path("ca.crt"); },
         "redis_tls_failed"},
        {"the system's authorities", [](auto& o) { o.tls->ca_file.clear(); }, "redis_tls_failed"},
        {"another name", [](auto& o) { o.tls->server_name = "elsewhere.test"; },
         "redis_tls_failed"},
        {"no such authority", [](auto& o) { o.tls->ca_file = "/nowhere.crt"; },
         "redis_unreadable_file"},
        {"a key that is another's", [&](auto& o) { o.tls->key_file = files.path("server.key"); },
         "redis_unreadable_file"},
        {"no TLS", [](auto& o) { o.tls.reset(); }, "redis_lost"},
    };
    for (const auto& [name, change, reason] : rows) {
        auto changed = options();
        change(changed);
        running_service here(changed);
        EXPECT_EQ(here.get("a", 200ms).error(), errc::not_connected) << name;
        EXPECT_TRUE(here.counted(reason)) << name << here.registry.text();
    }
    auto named = options();
    named.tls->server_name = "redis.test";
    running_service here(named);
    EXPECT_TRUE(here.get("a"));
}

TEST_F(RedisTls, IsRefusedWithoutAClientCertificate)
{
    auto without = options();
    without.tls->cert_file.clear();
    without.tls->key_file.clear();
    running_service here(without);
    EXPECT_EQ(here.get("a", 200ms).error(), errc::not_connected);
}

TEST_F(RedisTls, AServerWithoutTlsIsNotSpokenToWithoutTls)
{
    redis_server plain;
    auto elsewhere = options();
    elsewhere.connect_timeout = 100ms;
    elsewhere.addresses = {*parse_address(plain.address())};
    running_service here(elsewhere);
    EXPECT_EQ(here.get("a", 200ms).error(), errc::not_connected);
    EXPECT_TRUE(here.counted("redis_tls_failed") || here.counted("redis_timed_out"));
}

TEST_F(RedisTls, AFileThatHasChangedIsReadAgain)
{
    const certificates others({});
    const auto file = files.path("used.crt");
    std::filesystem::copy(others.path("ca.crt"), file);
    auto changing = options();
    changing.tls->ca_file = file;
    running_service here(changing);
    EXPECT_EQ(here.get("a", 100ms).error(), errc::not_connected);
    std::filesystem::copy(
        files.path("ca.crt"), file, std::filesystem::copy_options::overwrite_existing
    );
    EXPECT_LT(here.time_until_answer(), 2500ms);
}

} // namespace
} // namespace postern::redis
