// Sends requests of the client to peers on loopback, and measures the time that they take.
#pragma once

#include <postern/http/client.hpp>

#include "scripted_names.hpp"
#include "support/run.hpp"
#include "support/temporary_folder.hpp"
#include "tls_peer.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace postern::http {

using test::tls_conversation;
using test::tls_peer;
using test::tls_script;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

inline const std::string good_response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Client : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        authority = new test::certificate_authority;
        good = new test::credentials(authority->issue({"DNS:issuer.test,IP:127.0.0.1,IP:::1"}));
    }
    static void TearDownTestSuite()
    {
        delete std::exchange(authority, nullptr);
        delete std::exchange(good, nullptr);
    }

    Client()
    {
        options.ca_file = folder.path() / "ca.pem";
        std::ofstream(options.ca_file) << authority->pem();
        options.connect = 200ms;
        test::set_names({{"issuer.test", {"127.0.0.1"}}});
    }

    // A peer that reads one request over TLS, and then does what the script says.
    static tls_script after_request(tls_script then)
    {
        return [then = std::move(then)](tls_conversation& on) {
            on.secure(*good);
            on.head();
            then(on);
        };
    }
    static tls_script answering(std::string octets)
    {
        return after_request([octets = std::move(octets)](tls_conversation& on) {
            on.send(octets);
            on.end();
        });
    }

    static url at(const tls_peer& peer, const std::string& host = "127.0.0.1")
    {
        return {"https", host, peer.port(), "/keys?x=1"};
    }

    result<client_response> fetch(client_request what)
    {
        boost::asio::io_context context{1};
        const auto begin = std::chrono::steady_clock::now();
        auto answer = test::run_alone(context, client(options).send(std::move(what)));
        elapsed = std::chrono::steady_clock::now() - begin;
        return answer;
    }
    result<client_response> fetch(url to)
    {
        client_request what;
        what.to = std::move(to);
        return fetch(std::move(what));
    }

    inline static test::certificate_authority* authority = nullptr;
    inline static test::credentials* good = nullptr;
    test::temporary_folder folder;
    client_options options;
    std::chrono::steady_clock::duration elapsed{};
};

} // namespace postern::http
