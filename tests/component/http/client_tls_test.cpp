// The certificates that the client trusts.
#include "client_fixture.hpp"

namespace postern::http {
namespace {

using std::string;

class ClientTls : public Client
{
protected:
    error_code failure_of(const test::credentials& own, const string& host)
    {
        const tls_peer peer([&](tls_conversation& on) {
            on.secure(own);
            on.head();
            on.send(good_response);
            on.end();
        });
        const auto answer = fetch(at(peer, host));
        return answer ? error_code() : answer.error();
    }
};

struct row
{
    const char* host;
    test::leaf leaf;
    error_code expected;
};

TEST_F(ClientTls, VerifiesTheCertificate)
{
    test::set_names({{"a.test", {"127.0.0.1"}}, {"b.a.test", {"127.0.0.1"}}});
    const error_code fine;
    const row rows[] = {
        {"a.test", {"DNS:a.test"}, fine},
        {"a.test", {"DNS:b.test,DNS:A.Test"}, fine},
        {"b.a.test", {"DNS:*.a.test"}, fine},
        {"127.0.0.1", {"IP:127.0.0.1"}, fine},
        {"a.test", {"DNS:*.a.test"}, client_errc::certificate_wrong_host},
        {"b.a.test", {"DNS:a.test"}, client_errc::certificate_wrong_host},
        {"b.a.test", {"DNS:b*.a.test"}, client_errc::certificate_wrong_host},
        {"a.test", {"IP:127.0.0.1"}, client_errc::certificate_wrong_host},
        {"127.0.0.1", {"IP:127.0.0.2"}, client_errc::certificate_wrong_host},
        {"127.0.0.1", {"DNS:127.0.0.1"}, client_errc::certificate_wrong_host},
        {"a.test", {"", "a.test"}, client_errc::certificate_wrong_host},
        {"127.0.0.1", {"", "127.0.0.1"}, client_errc::certificate_wrong_host},
        {"a.test", {"DNS:a.test", "x", -7200, -3600}, client_errc::certificate_expired},
        {"a.test", {"DNS:a.test", "x", 3600, 7200}, client_errc::certificate_expired},
    };
    for (const auto& [host, leaf, expected] : rows) {
        SCOPED_TRACE(string(host) + " " + leaf.names + " " + leaf.common_name);
        EXPECT_EQ(failure_of(authority->issue(leaf), host), expected);
    }
}

TEST_F(ClientTls, TrustsOnlyItsOwnAuthorities)
{
    const test::certificate_authority other;
    const auto foreign = other.issue({"IP:127.0.0.1"});
    EXPECT_EQ(failure_of(foreign, "127.0.0.1"), client_errc::certificate_untrusted);
    options.ca_file.clear(); // the system does not know the authority of the test
    EXPECT_EQ(failure_of(*good, "127.0.0.1"), client_errc::certificate_untrusted);
}

TEST_F(ClientTls, NeedsAReadableCaFile)
{
    const tls_peer peer(answering(good_response));
    options.ca_file = folder.path() / "missing.pem";
    EXPECT_EQ(fetch(at(peer)).error(), client_errc::unreadable_ca_file);
    std::ofstream(options.ca_file) << "no certificate";
    EXPECT_EQ(fetch(at(peer)).error(), client_errc::unreadable_ca_file);
}

TEST_F(ClientTls, ReadsAChangedCaFileAgain)
{
    const tls_peer peer(answering(good_response));
    const test::certificate_authority other;
    const auto replace = [&](const string& text, int hour) {
        std::ofstream(options.ca_file) << text;
        using file_clock = std::filesystem::file_time_type::clock;
        std::filesystem::last_write_time(
            options.ca_file, file_clock::now() + std::chrono::hours(hour)
        );
    };
    const client kept(options);
    const auto ask = [&] {
        boost::asio::io_context context{1};
        const auto answer = test::run_alone(context, kept.send({"GET", at(peer), {}, {}}));
        return answer ? error_code() : answer.error();
    };
    EXPECT_EQ(ask(), error_code());
    replace(other.pem(), 1);
    EXPECT_EQ(ask(), client_errc::certificate_untrusted);
    replace("no certificate", 2);
    EXPECT_EQ(ask(), client_errc::unreadable_ca_file);
    replace(authority->pem(), 3);
    EXPECT_EQ(ask(), error_code());
}

TEST_F(ClientTls, NeedsVersion12)
{
    for (const auto& [version, good_enough] :
         {std::pair(TLS1_1_VERSION, false), {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}}) {
        SCOPED_TRACE(version);
        const tls_peer peer([last = version](tls_conversation& on) {
            on.secure(*good, last);
            on.head();
            on.send(good_response);
            on.end();
        });
        const auto answer = fetch(at(peer));
        EXPECT_EQ(answer.has_value(), good_enough);
        if (!good_enough) {
            EXPECT_EQ(answer.error(), client_errc::tls_failed);
        }
    }
}

TEST_F(ClientTls, RefusesAPeerWithoutTls)
{
    const tls_peer peer([](tls_conversation& on) {
        on.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        on.end();
    });
    EXPECT_EQ(fetch(at(peer)).error(), client_errc::tls_failed);
}

} // namespace
} // namespace postern::http
