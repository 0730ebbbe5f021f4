// What the client makes of each response of an HTTPS server.
#include "client_fixture.hpp"

namespace postern::http {
namespace {

using std::string;

class ClientResponse : public Client
{
protected:
    // The status and the body, or the error.
    string seen(const string& response)
    {
        const tls_peer peer(answering(response));
        const auto answer = fetch(at(peer));
        return answer ? std::to_string(answer->status) + " " + answer->body
                      : answer.error().message();
    }
};

struct row
{
    const char* name;
    string response;
    string seen;
};

const string ok = "HTTP/1.1 200 OK\r\n";
const string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

TEST_F(ClientResponse, IsReadOrRefused)
{
    const row rows[] = {
        {"length", good_response, "200 ok"},
        {"chunks", chunked + "1\r\no\r\n1;x=y\r\nk\r\n0\r\nT: t\r\n\r\n", "200 ok"},
        {"until the end", ok + "\r\nok", "200 ok"},
        {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok", "200 ok"},
        {"no body", "HTTP/1.1 204 No Content\r\n\r\n", "204 "},
        {"empty body", ok + "Content-Length: 0\r\n\r\n", "200 "},
        {"interim",
         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n" + good_response,
         "200 ok"},
        {"redirect", "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", "302 "},
        {"500", "HTTP/1.1 500 Broken\r\nContent-Length: 1\r\n\r\nx", "500 x"},
        {"identity", ok + "Content-Encoding: Identity\r\nContent-Length: 1\r\n\r\nx", "200 x"},
        {"gzip", ok + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "fetch_encoded"},
        {"gzip second", ok + "Content-Encoding: identity\r\nContent-Encoding: br\r\n\r\nx",
         "fetch_encoded"},
        {"gzip of a 404", "HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\n\r\nx", "fetch_encoded"},
        {"gzip in transfer", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
         "fetch_encoded"},
        {"another protocol", "HTTP/1.1 101 Switch\r\nUpgrade: x\r\n\r\n", "fetch_bad_response"},
        {"garbage", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "fetch_bad_response"},
        {"HTTP/2", string("\0\0\x12\4\0\0\0\0\0", 9), "fetch_bad_response"},
        {"HTTP/3", "HTTP/3.0 200 OK\r\n\r\n", "fetch_bad_response"},
        {"HTML alone", "<html></html>\r\n\r\n", "fetch_bad_response"},
        {"status", "HTTP/1.1 2000 OK\r\n\r\n", "fetch_bad_response"},
        {"field", ok + "A b\r\n\r\n", "fetch_bad_response"},
        {"two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
         "fetch_bad_response"},
        {"length and chunks", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         "fetch_bad_response"},
        {"no length", ok + "Content-Length: -1\r\n\r\n", "fetch_bad_response"},
        {"length that wraps", ok + "Content-Length: 18446744073709551617\r\n\r\nx",
         "fetch_bad_response"},
        {"no chunk", chunked + "x\r\n", "fetch_bad_response"},
        {"chunk that wraps", chunked + "fffffffffffffffff\r\nx", "fetch_bad_response"},
        {"nothing", "", "fetch_closed_early"},
    };
    for (const auto& [name, response, expected] : rows) {
        SCOPED_TRACE(name);
        EXPECT_EQ(seen(response), expected);
        EXPECT_LT(elapsed, 2s);
    }
}

TEST_F(ClientResponse, HasALimitOfOctets)
{
    const string large(options.body + 1, 'x');
    const row rows[] = {
        {"head", ok + "A: " + string(16 * 1024, 'x') + "\r\n\r\n", "fetch_too_large"},
        {"many interim heads", "HTTP/1.1 103 Hints\r\nA: " + string(16 * 1024, 'x') + "\r\n\r\n",
         "fetch_too_large"},
        {"length", ok + "Content-Length: 524289\r\n\r\n", "fetch_too_large"},
        {"largest length", ok + "Content-Length: 18446744073709551615\r\n\r\n", "fetch_too_large"},
        {"until the end", ok + "\r\n" + large, "fetch_too_large"},
        {"chunk", chunked + "80001\r\n" + large, "fetch_too_large"},
        {"chunk extension", chunked + "1;" + large, "fetch_too_large"},
        {"trailer", chunked + "1\r\nx\r\n0\r\nA: " + large, "fetch_too_large"},
    };
    for (const auto& [name, response, expected] : rows) {
        SCOPED_TRACE(name);
        EXPECT_EQ(seen(response), expected);
        EXPECT_LT(elapsed, 2s);
    }
    EXPECT_EQ(seen(ok + "\r\n" + large.substr(1)).size(), options.body + 4);
}

TEST_F(ClientResponse, IsRefusedWhereverItIsCut)
{
    const string whole = chunked + "2\r\nok\r\n0\r\n\r\n";
    for (std::size_t size = 0; size != whole.size(); ++size) {
        SCOPED_TRACE(size);
        EXPECT_EQ(seen(whole.substr(0, size)), "fetch_closed_early");
    }
}

// Without close_notify nobody knows that a body without a length is complete.
TEST_F(ClientResponse, WithoutALengthNeedsTheEndOfTls)
{
    const tls_peer peer(after_request([](tls_conversation& on) {
        on.send(ok + "\r\nok");
        on.cut();
    }));
    EXPECT_EQ(fetch(at(peer)).error(), client_errc::closed_early);
}

TEST_F(ClientResponse, EndsWhenThePeerClosesAtOnce)
{
    const tls_peer peer([](tls_conversation& on) { on.cut(); });
    const auto failed = fetch(at(peer)).error();
    EXPECT_EQ(failed, client_errc::closed_early);
}

TEST_F(ClientResponse, OfOneGibibyteIsNotRead)
{
    const string part(64 * 1024, 'x');
    for (const string& head :
         {string("Content-Length: 1073741824\r\n"), string(),
          string("Transfer-Encoding: chunked\r\n")}) {
        SCOPED_TRACE(head);
        std::atomic<std::size_t> sent{0};
        tls_peer peer(after_request([&](tls_conversation& on) {
            on.send(ok + head + "\r\n");
            if (head.starts_with('T'))
                on.send("40000000\r\n");
            for (; sent < 1024u * 1024u * 1024u; sent += part.size())
                on.send(part);
        }));
        EXPECT_EQ(fetch(at(peer)).error(), client_errc::too_large);
        peer.stop();
        EXPECT_LT(sent, 32u * 1024u * 1024u); // what the sockets buffer
        EXPECT_LT(elapsed, 2s);
    }
}

TEST_F(ClientResponse, HasItsFields)
{
    const tls_peer peer(answering(
        ok + "Cache-Control: max-age=60\r\ncontent-type: text/html\r\n"
             "CACHE-CONTROL: private\r\nContent-Length: 0\r\n\r\n"
    ));
    const auto answer = fetch(at(peer)).value();
    EXPECT_EQ(answer.field("cache-control"), "max-age=60, private");
    EXPECT_EQ(answer.field("Content-Type"), "text/html");
    EXPECT_EQ(answer.field("Age"), "");
}

TEST_F(ClientResponse, ToHeadHasNoBody)
{
    const tls_peer peer(answering(ok + "Content-Length: 1073741824\r\n\r\n"));
    client_request what;
    what.method = "HEAD";
    what.to = at(peer);
    EXPECT_EQ(fetch(what).value().body, "");
}

} // namespace
} // namespace postern::http
