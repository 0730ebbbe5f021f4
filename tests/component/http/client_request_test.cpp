// What the client sends.
#include "client_fixture.hpp"

namespace postern::http {
namespace {

using std::string;

class ClientRequest : public Client
{
protected:
    // The head that the peer has read, and its TLS server name.
    string sent(client_request what, const string& host = "127.0.0.1")
    {
        string head;
        tls_peer peer([&](tls_conversation& on) {
            on.secure(*good);
            server_name = on.server_name();
            head = on.head();
            on.send(good_response);
            on.end();
        });
        what.to = at(peer, host);
        EXPECT_TRUE(fetch(what).has_value());
        peer.stop();
        port = std::to_string(peer.port());
        return head;
    }

    string server_name, port;
};

TEST_F(ClientRequest, HasTheFieldsThatItNeeds)
{
    const auto head = sent({});
    EXPECT_EQ(
        head, "GET /keys?x=1 HTTP/1.1\r\nUser-Agent: postern\r\nHost: 127.0.0.1:" + port +
                  "\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    );
}

TEST_F(ClientRequest, HasTheFieldsAndTheBodyOfTheCaller)
{
    client_request what;
    what.method = "POST";
    what.fields = {{"Authorization", "Bearer t"}, {"Host", "other"}, {"accept-encoding", "gzip"}};
    what.body = "body";
    const auto head = sent(what);
    EXPECT_TRUE(head.starts_with("POST /keys?x=1 HTTP/1.1\r\n"));
    EXPECT_NE(head.find("\r\nAuthorization: Bearer t\r\n"), head.npos);
    EXPECT_NE(head.find("\r\nContent-Length: 4\r\n"), head.npos);
    EXPECT_EQ(head.find("other"), head.npos);
    EXPECT_EQ(head.find("gzip"), head.npos);
}

TEST_F(ClientRequest, NamesTheServerUnlessItIsAnAddress)
{
    sent({}, "issuer.test");
    EXPECT_EQ(server_name, "issuer.test");
    sent({}, "127.0.0.1");
    EXPECT_EQ(server_name, "");
}

struct row
{
    const char* name;
    client_request request;
};

TEST_F(ClientRequest, IsNotSentWithACharacterThatEndsALine)
{
    const url to{"https", "127.0.0.1", 1, "/"};
    const row rows[] = {
        {"method", {"GET /\r\n", to, {}, {}}},
        {"no method", {"", to, {}, {}}},
        {"target", {"GET", {"https", "a", 1, "/ HTTP/1.1\r\n"}, {}, {}}},
        {"no target", {"GET", {"https", "a", 1, ""}, {}, {}}},
        {"host", {"GET", {"https", "a\r\nb", 1, "/"}, {}, {}}},
        {"name", {"GET", to, {{"A:", "b"}}, {}}},
        {"value", {"GET", to, {{"Authorization", "Bearer t\n"}}, {}}},
        {"null", {"GET", to, {{"Authorization", string("t\0", 2)}}, {}}},
    };
    for (const auto& [name, request] : rows) {
        SCOPED_TRACE(name);
        EXPECT_EQ(fetch(request).error(), client_errc::bad_request);
    }
}

} // namespace
} // namespace postern::http
