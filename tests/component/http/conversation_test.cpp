// What one client sees on one connection.
#include "running_server.hpp"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

using std::string;
using ::testing::TestWithParam;

TEST(Connection, AnswersOneRequestAfterTheOther)
{
    running_server server;
    auto client = server.connect();
    for (const string target : {"/a", "/b?q=1", "/c"}) {
        client.send(get(target));
        EXPECT_EQ(
            client.read_response(),
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(4 + target.size()) +
                "\r\nCache-Control: no-store\r\n\r\nGET " + target
        );
    }
    EXPECT_EQ(server.get().connections(), 1u);
}

struct keep_alive_row
{
    const char* name;
    const char* request;
    const char* connection; // the answer's header, "" if none
    bool closed;
};

class KeepAlive : public TestWithParam<keep_alive_row>
{
};

TEST_P(KeepAlive, FollowsVersionAndConnectionHeader)
{
    running_server server;
    auto client = server.connect();
    client.send(GetParam().request);
    const auto response = client.read_response();
    EXPECT_EQ(status_of(response), "HTTP/1.1 200 OK");
    const string expected = GetParam().connection;
    if (expected.empty())
        EXPECT_EQ(response.find("Connection:"), response.npos);
    else
        EXPECT_NE(response.find("\r\nConnection: " + expected + "\r\n"), response.npos);
    if (GetParam().closed) {
        EXPECT_TRUE(client.is_closed());
    } else {
        client.send(get_root);
        EXPECT_EQ(body_of(client.read_response()), "GET /");
    }
}

constexpr keep_alive_row keep_alive_rows[] = {
    {"Http11", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "", false},
    {"Http11KeepAlive", "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "", false},
    {"Http11Close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close", true},
    {"Http11CloseAmongOthers", "GET / HTTP/1.1\r\nHost: a\r\nConnection: te, CLOSE\r\n\r\n",
     "close", true},
    {"Http11CloseLater", "GET /later HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close",
     true},
    {"Http10", "GET / HTTP/1.0\r\n\r\n", "close", true},
    {"Http10KeepAlive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
    {"Http10KeepAliveLater", "GET /later HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive",
     false},
    {"Upgrade", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", "",
     false},
    {"ExpectWithoutBody", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "", false},
    {"EmptyBody", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "", false},
    {"UnreadBody",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", "close",
     true},
    {"UnreadChunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "close",
     true},
    {"UnreadBodyLater", "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "close",
     true},
};

INSTANTIATE_TEST_SUITE_P(
    Matrix, KeepAlive, ::testing::ValuesIn(keep_alive_rows),
    [](const auto& row) { return string(row.param.name); }
);

TEST(Connection, SendsNoBodyToHead)
{
    running_server server;
    auto client = server.connect();
    for (const string target : {"/here", "/later"}) {
        client.send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto response = client.read_response(true);
        EXPECT_EQ(body_of(response), "");
        EXPECT_EQ(response.find("Content-Length: 0"), response.npos);
    }
    client.send(get("/after"));
    EXPECT_EQ(body_of(client.read_response()), "GET /after");
}

TEST(Connection, TakesARequestOctetByOctet)
{
    running_server server;
    auto client = server.connect();
    for (int round = 0; round < 2; ++round) {
        for (const char each : get("/drip", "X-Filler: yes\r\n"))
            client.send({&each, 1});
        EXPECT_EQ(body_of(client.read_response()), "GET /drip");
    }
}

TEST(Connection, AnswersAThousandPipelinedRequestsInOrderUpToTheBadOne)
{
    running_server server;
    auto client = server.connect();
    string input;
    for (int i = 0; i < 1000; ++i)
        input += i == 500 ? "GET /bad HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"
                          : get((i % 7 == 0 ? "/later/" : "/now/") + std::to_string(i));
    client.send(input);
    for (int i = 0; i < 500; ++i) {
        const auto number = std::to_string(i);
        const auto expected = i % 7 == 0 ? "later /later/" + number + " []" : "GET /now/" + number;
        ASSERT_EQ(body_of(client.read_response()), expected);
    }
    EXPECT_EQ(
        client.read_until_close(), "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                                   "Content-Length: 0\r\nCache-Control: no-store\r\n\r\n"
    );
    EXPECT_EQ(server.service().request_count, 500);
    EXPECT_EQ(server.refused(), std::vector<error_code>{errc::bad_syntax});
}

TEST(Connection, ReadsNothingAfterARequestThatCloses)
{
    running_server server;
    auto client = server.connect();
    client.send(get("/last", "Connection: close\r\n") + get("/never"));
    EXPECT_EQ(body_of(client.read_response()), "GET /last");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(server.service().request_count, 1);
}

TEST(Connection, NeverTakesAnUnreadBodyForARequest)
{
    running_server server;
    auto client = server.connect();
    client.send("POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n" + get_root);
    EXPECT_EQ(body_of(client.read_response()), "POST /first");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(server.service().request_count, 1);
}

TEST(Connection, SendsItsRefusalToAClientThatStillSends)
{
    running_server server;
    auto client = server.connect();
    client.send("GET / HTTP/1.1\r\nX: " + string(300 * 1024, 'a'));
    EXPECT_EQ(status_of(client.read_until_close()), "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_EQ(server.refused(), std::vector<error_code>{errc::head_too_large});
}

TEST(Connection, AnswersAClientThatHasFinishedSending)
{
    running_server server;
    auto client = server.connect();
    client.send(get("/later"));
    client.end_sending();
    EXPECT_EQ(body_of(client.read_until_close()), "later /later []");
}

struct body_row
{
    const char* name;
    string request;
    const char* status;
    const char* body;
    bool closed;
};

class BodyListener : public TestWithParam<body_row>
{
};

TEST_P(BodyListener, ReadsBodiesUpToItsLimit)
{
    options settings;
    settings.body = 8;
    running_server server(settings);
    auto client = server.connect();
    client.send(GetParam().request);
    const auto response = client.read_response();
    EXPECT_EQ(status_of(response), GetParam().status);
    EXPECT_EQ(body_of(response), GetParam().body);
    if (GetParam().closed) {
        EXPECT_TRUE(client.is_closed());
    } else {
        client.send(get("/next"));
        EXPECT_EQ(body_of(client.read_response()), "GET /next");
    }
}

const body_row body_rows[] = {
    {"Whole", "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n12345678",
     "HTTP/1.1 200 OK", "later /later [12345678]", false},
    {"None", get("/later"), "HTTP/1.1 200 OK", "later /later []", false},
    {"TooLarge", "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789",
     "HTTP/1.1 413 Payload Too Large", "", true},
    {"Chunked",
     "POST /later HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
     "HTTP/1.1 411 Length Required", "", true},
};

INSTANTIATE_TEST_SUITE_P(Bodies, BodyListener, ::testing::ValuesIn(body_rows), [](const auto& row) {
    return string(row.param.name);
});

TEST(BodyListener, TakesABodyOctetByOctetAndTheNextRequestWithIt)
{
    options settings;
    settings.body = 64;
    running_server server(settings);
    auto client = server.connect();
    const string post = "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET ";
    for (const char each : post)
        client.send({&each, 1});
    EXPECT_EQ(body_of(client.read_response()), "later /later [GET ]");
    client.send(post + get("/next"));
    EXPECT_EQ(body_of(client.read_response()), "later /later [GET ]");
    EXPECT_EQ(body_of(client.read_response()), "GET /next");
}

TEST(Connection, AnswersInOrderIfOneAnswerHasToWait)
{
    running_server server;
    auto client = server.connect();
    client.send(get("/one") + get("/blocked") + get("/three"));
    EXPECT_EQ(body_of(client.read_response()), "GET /one");
    server.service().waiting.get_future().wait();
    EXPECT_EQ(server.service().request_count, 2);
    server.service().open = true;
    EXPECT_EQ(body_of(client.read_response()), "later /blocked []");
    EXPECT_EQ(body_of(client.read_response()), "GET /three");
}

TEST(Connection, AnswersManyRequestsThatDoNotWaitOneAfterTheOther)
{
    running_server server;
    auto client = server.connect();
    string input;
    for (int i = 0; i < 5000; ++i)
        input += get("/inline?" + std::to_string(i));
    client.send(input);
    for (int i = 0; i < 5000; ++i)
        ASSERT_EQ(body_of(client.read_response()), "inline /inline?" + std::to_string(i));
}

TEST(Connection, AnswersFiveHundredIfTheServiceThrows)
{
    running_server server;
    auto client = server.connect();
    for (const string target : {"/throw", "/throw-later"}) {
        client.send(get(target));
        EXPECT_EQ(status_of(client.read_response()), "HTTP/1.1 500 Internal Server Error");
    }
    client.send(get_root);
    EXPECT_EQ(body_of(client.read_response()), "GET /");
    EXPECT_EQ(server.failed(), 2);
}

TEST(Connection, StopsAnsweringAClientThatDoesNotRead)
{
    running_server server;
    auto client = server.connect();
    string input;
    for (int i = 0; i < 100; ++i)
        input += get("/big");
    client.send(input);
    auto other = server.connect();
    other.send(get_root);
    EXPECT_EQ(body_of(other.read_response()), "GET /");
    EXPECT_LT(server.service().request_count, 50); // the kernel's buffers hold a few of 1 MiB
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(client.read_response().size() > 1024 * 1024, true) << i;
    client.send(get("/after"));
    EXPECT_EQ(body_of(client.read_response()), "GET /after");
}

} // namespace
} // namespace postern::http
