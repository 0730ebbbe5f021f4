// The way through a proxy. One peer plays both: the proxy, and the server behind it.
#include "client_fixture.hpp"

namespace postern::http {
namespace {

using std::string;

class ClientProxy : public Client
{
protected:
    void use(const tls_peer& proxy, const string& login = {})
    {
        const string where = "127.0.0.1:" + std::to_string(proxy.port());
        options.proxy.https_proxy = secret("http://" + login + where);
    }

    // The proxy answers CONNECT with these octets.
    error_code failure_of(const tls_script& proxy)
    {
        const tls_peer peer(proxy);
        use(peer);
        const auto answer = fetch({"https", "issuer.test", 443, "/"});
        return answer ? error_code() : answer.error();
    }

    static tls_script saying(const string& octets)
    {
        return [octets](tls_conversation& on) {
            on.head();
            on.send(octets);
            on.end();
        };
    }
};

TEST_F(ClientProxy, LeadsToTheServer)
{
    test::set_names({}); // only the proxy resolves the name of the server
    string asked, then;
    tls_peer peer([&](tls_conversation& on) {
        asked = on.head();
        on.send("HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n");
        on.secure(*good);
        then = on.head();
        on.send(good_response);
        on.end();
    });
    use(peer, "Aladdin:open%20sesame@");
    EXPECT_EQ(fetch({"https", "issuer.test", 443, "/k"}).value().body, "ok");
    peer.stop();
    EXPECT_EQ(
        asked, "CONNECT issuer.test:443 HTTP/1.1\r\nHost: issuer.test:443\r\n"
               "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"
    );
    EXPECT_TRUE(then.starts_with("GET /k HTTP/1.1\r\n"));
    EXPECT_EQ(then.find("Proxy-Authorization"), then.npos);
}

TEST_F(ClientProxy, DoesNotStandInForTheCertificate)
{
    const tls_peer peer([&](tls_conversation& on) {
        on.head();
        on.send("HTTP/1.1 200 OK\r\n\r\n");
        on.secure(*good);
        on.wait_for_close();
    });
    use(peer);
    EXPECT_EQ(
        fetch({"https", "other.test", 443, "/"}).error(), client_errc::certificate_wrong_host
    );
}

TEST_F(ClientProxy, IsNotUsedForAHostOfNoProxy)
{
    const tls_peer peer(answering(good_response));
    options.proxy = {secret("http://127.0.0.1:1"), "issuer.test"};
    EXPECT_EQ(fetch(at(peer, "issuer.test")).value().body, "ok");
}

struct row
{
    const char* name;
    string response;
};

TEST_F(ClientProxy, ThatRefusesIsNamed)
{
    const row rows[] = {
        {"403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"},
        {"407", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"},
        {"502", "HTTP/1.1 502 Bad Gateway\r\n\r\n"},
        {"302", "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"},
        {"101", "HTTP/1.1 101 Switching\r\n\r\n"},
        {"garbage", "SSH-2.0-x\r\n\r\n"},
        {"octets behind the head", "HTTP/1.1 200 OK\r\n\r\n\x16"},
        {"nothing", ""},
        {"half a head", "HTTP/1.1 200"},
        {"a large head", "HTTP/1.1 200 OK\r\nA: " + string(17 * 1024, 'x')},
    };
    for (const auto& [name, response] : rows) {
        SCOPED_TRACE(name);
        EXPECT_EQ(failure_of(saying(response)), client_errc::proxy_refused);
    }
}

TEST_F(ClientProxy, ThatCannotBeReachedIsNamed)
{
    options.proxy.https_proxy = secret("http://unknown.test:3128");
    EXPECT_EQ(fetch({"https", "issuer.test", 1, "/"}).error(), client_errc::proxy_unreachable);
    const tls_peer closed;
    test::set_names({{"issuer.test", {"127.0.0.1"}}, {"proxy.test", {"127.0.0.2"}}});
    options.proxy.https_proxy = secret("http://proxy.test:" + std::to_string(closed.port()));
    EXPECT_EQ(fetch({"https", "issuer.test", 1, "/"}).error(), client_errc::proxy_unreachable);
    options.proxy.https_proxy = secret("socks5://user:password@127.0.0.1");
    EXPECT_EQ(fetch({"https", "issuer.test", 1, "/"}).error(), client_errc::bad_proxy);
}

TEST_F(ClientProxy, ThatHangsIsLimited)
{
    options.total = 150ms;
    const tls_script at_once = [](tls_conversation& on) { on.wait_for_close(); };
    const tls_script later = [](tls_conversation& on) {
        on.head();
        on.send("HTTP/1.1 200 OK\r\n\r\n");
        on.wait_for_close();
    };
    for (const tls_script& script : {tls_script(), at_once, later}) {
        EXPECT_EQ(failure_of(script), client_errc::timed_out);
        EXPECT_LT(elapsed, 600ms);
    }
}

TEST_F(ClientProxy, DoesNotOpenRefusedAddresses)
{
    const tls_peer peer(saying("HTTP/1.1 200 OK\r\n\r\n"));
    use(peer);
    EXPECT_EQ(fetch({"https", "169.254.169.254", 443, "/"}).error(), client_errc::address_refused);
}

} // namespace
} // namespace postern::http
