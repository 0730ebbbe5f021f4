// The addresses that the client connects to.
#include <postern/base/unique_fd.hpp>

#include "client_fixture.hpp"

namespace postern::http {
namespace {

using std::string;

class ClientConnect : public Client
{
protected:
    // The error of a call to a name with these addresses; none if a response came.
    error_code failure_of(const std::vector<string>& addresses)
    {
        test::set_names({{"issuer.test", addresses}});
        const tls_peer peer(answering(good_response));
        const auto answer = fetch(at(peer, "issuer.test"));
        return answer ? error_code() : answer.error();
    }

    // The error of a call over plain http.
    error_code failure_of(const string& host, plain_http plain)
    {
        const tls_peer peer([](tls_conversation& on) {
            on.head();
            on.send(good_response);
            on.end();
        });
        options.plain = plain;
        const auto answer = fetch({"http", host, peer.port(), "/"});
        return answer ? error_code() : answer.error();
    }
};

struct row
{
    std::vector<string> addresses;
    error_code expected;
};

TEST_F(ClientConnect, TriesEachAddressThatIsPermitted)
{
    const error_code fine;
    const row rows[] = {
        {{"127.0.0.1"}, fine},
        {{"127.0.0.2", "127.0.0.1"}, fine}, // the peer does not listen at 127.0.0.2
        {{"::1", "127.0.0.1"}, fine},       // nor at ::1
        {{"169.254.169.254", "127.0.0.1"}, fine},
        {{"::ffff:127.0.0.1"}, fine},
        {{"127.0.0.2", "127.0.0.3"}, client_errc::connection_refused},
        {{}, client_errc::name_not_found},
        {{"169.254.169.254"}, client_errc::address_refused},
        {{"::ffff:169.254.169.254"}, client_errc::address_refused},
        {{"fe80::1"}, client_errc::address_refused},
        {{"0.0.0.0"}, client_errc::address_refused}, // Linux connects it to 127.0.0.1
        {{"::"}, client_errc::address_refused},
        {{"224.0.0.1", "ff02::1"}, client_errc::address_refused},
    };
    for (const auto& [addresses, expected] : rows) {
        SCOPED_TRACE(::testing::PrintToString(addresses));
        EXPECT_EQ(failure_of(addresses), expected);
        EXPECT_LT(elapsed, 1s);
    }
}

TEST_F(ClientConnect, RefusesAddressesInUrls)
{
    for (const char* const host :
         {"169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:169.254.169.254"}) {
        SCOPED_TRACE(host);
        EXPECT_EQ(fetch({"https", host, 443, "/"}).error(), client_errc::address_refused);
    }
}

TEST_F(ClientConnect, OverIPv6)
{
    std::optional<tls_peer> peer;
    try {
        peer.emplace(answering(good_response), "::1");
    } catch (const boost::system::system_error&) {
        GTEST_SKIP() << "no IPv6 on this machine";
    }
    EXPECT_EQ(fetch(at(*peer, "::1")).value().body, "ok");
}

// A listener at 127.0.0.2 whose queue is full: the kernel does not answer further connections.
struct full_listener
{
    explicit full_listener(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
        const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
        if (::bind(listening.get(), generic, sizeof address) != 0 ||
            ::listen(listening.get(), 0) != 0 ||
            ::connect(first.get(), generic, sizeof address) != 0)
            throw std::runtime_error("cannot listen at 127.0.0.2");
    }

    unique_fd listening{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    unique_fd first{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

TEST_F(ClientConnect, WaitsOnlyItsLimitForOneAddress)
{
    const tls_peer peer(answering(good_response));
    const full_listener hanging(peer.port());
    test::set_names({{"issuer.test", {"127.0.0.2", "127.0.0.1"}}, {"hangs.test", {"127.0.0.2"}}});
    EXPECT_EQ(fetch(at(peer, "issuer.test")).value().body, "ok");
    EXPECT_GE(elapsed, 190ms);
    EXPECT_EQ(fetch(at(peer, "hangs.test")).error(), client_errc::timed_out);
    EXPECT_LT(elapsed, 1s);
}

TEST_F(ClientConnect, WaitsOnlyItsTotalLimitForAllAddresses)
{
    const tls_peer peer(answering(good_response));
    const full_listener hanging(peer.port());
    test::set_names({{"issuer.test", {"127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.1"}}});
    options.total = 300ms;
    EXPECT_EQ(fetch(at(peer, "issuer.test")).error(), client_errc::timed_out);
    EXPECT_LT(elapsed, 800ms);
}

struct plain_row
{
    const char* host;
    plain_http plain;
    error_code expected;
};

TEST_F(ClientConnect, OverPlainHttpOnlyWherePermitted)
{
    test::set_names({
        {"local.test", {"127.0.0.1"}},
        {"far.test", {"192.0.2.1"}},
        {"both.test", {"192.0.2.1", "127.0.0.1"}},
    });
    const error_code fine;
    const plain_row rows[] = {
        {"127.0.0.1", plain_http::never, client_errc::not_https},
        {"127.0.0.1", plain_http::loopback, fine},
        {"127.0.0.1", plain_http::anywhere, fine},
        {"local.test", plain_http::loopback, fine},
        {"far.test", plain_http::loopback, client_errc::not_https},
        {"both.test", plain_http::loopback, fine}, // 192.0.2.1 is not connected to
        {"169.254.169.254", plain_http::anywhere, client_errc::address_refused},
    };
    for (const auto& [host, plain, expected] : rows) {
        SCOPED_TRACE(host);
        EXPECT_EQ(failure_of(host, plain), expected);
        EXPECT_LT(elapsed, 150ms);
    }
}

} // namespace
} // namespace postern::http
