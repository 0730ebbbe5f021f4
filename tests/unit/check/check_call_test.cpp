// The checks of envoy_check_requests.txt were recorded from Envoy.
#include "check/check_call.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <support/issuer.hpp>

namespace postern::check {
namespace {

using grpc::check_request;
using resolve::errc;

std::string from_hex(const std::string& text)
{
    std::string octets;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        octets += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    return octets;
}

std::map<std::string, check_request> recorded()
{
    std::map<std::string, check_request> all;
    std::ifstream file(POSTERN_SOURCE_DIR "/tests/unit/check/envoy_check_requests.txt");
    for (std::string line; std::getline(file, line);)
        if (const auto end = line.rfind(": "); !line.starts_with('#') && end != line.npos) {
            const std::string name = line.substr(0, end);
            EXPECT_TRUE(all[name].ParseFromString(from_hex(line.substr(end + 2)))) << name;
        }
    return all;
}

resolve::policy named(const char* name)
{
    resolve::policy made;
    made.name = name;
    return made;
}

const grpc_endpoint& endpoint()
{
    static const grpc_endpoint made(
        {"/authz/envoy", dialect::find_dialect("envoy"), {}}, 0, {},
        {named("staff"), named("admin")}
    );
    return made;
}

struct recorded_row
{
    const char* name;
    const char* method;
    const char* uri;
    const char* host;
    const char* scheme;
    const char* client;
    error_code reason{};
};

const recorded_row recorded_rows[] = {
    {"GET", "GET", "/a?b=1", "app.test", "http", "127.0.0.1"},
    {"HEAD", "HEAD", "/", "app.test", "http", "127.0.0.1"},
    {"POST with a body", "POST", "/p?q=2", "app.test", "http", "127.0.0.1"},
    {"OPTIONS of a preflight", "OPTIONS", "/p", "app.test", "http", "127.0.0.1"},
    {"WebSocket", "GET", "/ws", "app.test", "http", "127.0.0.1"},
    {"a host with a port", "GET", "/", "app.test:8443", "http", "127.0.0.1"},
    {"two hosts", "GET", "/", "app.test,evil.test", "http", "127.0.0.1", errc::host_invalid},
    {"absolute form", "GET", "/x", "other.test", "http", "127.0.0.1"},
    {"GET, headers joined", "GET", "/a?b=1", "app.test", "http", "127.0.0.1"},
    {"GET, with a policy", "GET", "/a?b=1", "app.test", "http", "127.0.0.1"},
    {"GET, with a policy and another key", "GET", "/a?b=1", "app.test", "http", "127.0.0.1",
     errc::option_unknown},
    {"HTTP/2", "GET", "/a?b=1", "app.test", "https", "127.0.0.1"},
    {"GET, over IPv6", "GET", "/", "app.test", "http", "::1"},
    {"GET, behind a balancer", "GET", "/", "app.test", "https", "2001:db8::1"},
    {"GET, over a unix socket", "GET", "/", "app.test", "http", ""},
};

TEST(CheckCall, ReadsTheOriginalRequestOfRecordedChecks)
{
    const auto all = recorded();
    for (const recorded_row& r : recorded_rows) {
        SCOPED_TRACE(r.name);
        const check_call call(all.at(r.name), endpoint(), {});
        const resolve::original_request& original = call.request().original;
        EXPECT_EQ(call.unreadable(), r.reason);
        EXPECT_EQ(original.method, r.method);
        EXPECT_EQ(original.uri, r.uri);
        EXPECT_EQ(original.host, r.host);
        EXPECT_EQ(original.scheme, r.scheme);
        EXPECT_EQ(original.client, r.client);
    }
}

struct header_row
{
    const char* name;
    const char* header;
    unsigned count;
    std::string_view value; // of the first one
};

const header_row header_rows[] = {
    {"GET", "Authorization", 1, "Bearer good"},
    {"GET, headers joined", "Authorization", 1, "Bearer good"},
    {"GET", "Cookie", 1, "session=s"},
    {"two cookies", "cookie", 2, "a=b"},
    {"two cookies, headers joined", "cookie", 1, "a=b,session=s"},
    {"HTTP/2, a cookie in parts", "cookie", 1, "a=b; session=s"},
    {"two Authorization", "authorization", 1, "Bearer a,Bearer b"},
    {"an empty value", "x-other", 1, ""},
    {"WebSocket", "upgrade", 1, "websocket"},
    {"GET", ":path", 0, ""},
    {"GET", ":authority", 0, ""},
    {"GET, headers joined", ":method", 0, ""},
};

TEST(CheckCall, ReadsTheHeadersOfRecordedChecks)
{
    const auto all = recorded();
    for (const header_row& r : header_rows) {
        SCOPED_TRACE(std::string(r.name) + ", " + r.header);
        const check_call call(all.at(r.name), endpoint(), {});
        const auto found = call.request().headers.find(r.header);
        EXPECT_EQ(found.count, r.count);
        EXPECT_EQ(found.value, r.value);
    }
}

// A change to a plain check, and why it is refused then; no reason: it is not.
struct change_row
{
    const char* name;
    void (*change)(check_request&);
    error_code reason{};
};

envoy::service::auth::v3::HttpRequest& http_of(check_request& asked)
{
    return *asked.mutable_attributes()->mutable_request()->mutable_http();
}

template <class List>
void add(List& list, const char* key, const char* value)
{
    auto& made = *list.Add();
    made.set_key(key);
    made.set_value(value);
}

void add_context(check_request& asked, const char* key, const char* value)
{
    add(*asked.mutable_attributes()->mutable_context_extensions(), key, value);
}

const change_row change_rows[] = {
    {"nothing", [](check_request&) {}},
    {"empty message", [](check_request& m) { m.Clear(); }, errc::method_invalid},
    {"no method", [](check_request& m) { http_of(m).clear_method(); }, errc::method_invalid},
    {"no path", [](check_request& m) { http_of(m).clear_path(); }, errc::uri_invalid},
    {"path of a URL", [](check_request& m) { http_of(m).set_path("http://a/"); },
     errc::uri_invalid},
    {"no host", [](check_request& m) { http_of(m).clear_host(); }, errc::host_invalid},
    {"host with a user", [](check_request& m) { http_of(m).set_host("u@app.test"); },
     errc::host_invalid},
    {"no scheme", [](check_request& m) { http_of(m).clear_scheme(); }, errc::scheme_invalid},
    {"policy", [](check_request& m) { add_context(m, "policy", "staff"); }},
    {"policy that is not there", [](check_request& m) { add_context(m, "policy", "Staff"); },
     errc::policy_unknown},
    {"policy without a name", [](check_request& m) { add_context(m, "policy", ""); },
     errc::policy_unknown},
    {"misspelt key", [](check_request& m) { add_context(m, "Policy", "staff"); },
     errc::option_unknown},
    {"key without a name", [](check_request& m) { add_context(m, "", "staff"); },
     errc::option_unknown},
    {"too many headers",
     [](check_request& m) {
         for (int n = 0; n != 129; ++n)
             add(*http_of(m).mutable_headers(), "x-many", "");
     },
     http::errc::head_too_large},
    {"too long a header",
     [](check_request& m) {
         add(*http_of(m).mutable_headers(), "x-long", std::string(65536, 'x').c_str());
     },
     http::errc::head_too_large},
};

check_request plain()
{
    check_request made;
    http_of(made).set_method("GET");
    http_of(made).set_path("/");
    http_of(made).set_host("app.test");
    http_of(made).set_scheme("https");
    return made;
}

TEST(CheckCall, RefusesWhatItCannotRead)
{
    for (const change_row& r : change_rows) {
        check_request asked = plain();
        r.change(asked);
        EXPECT_EQ(check_call(asked, endpoint(), {}).unreadable(), r.reason) << r.name;
    }
}

TEST(CheckCall, TakesTheRulesOfTheNamedPolicy)
{
    check_request asked = plain();
    EXPECT_FALSE(check_call(asked, endpoint(), {}).rules().policy);
    add_context(asked, "policy", "admin");
    EXPECT_EQ(check_call(asked, endpoint(), {}).rules().policy->name, "admin");
}

// The address that Envoy says, else that of the connection, else the last of the client's
// x-forwarded-for, if there is one.
TEST(CheckCall, KnowsTheClient)
{
    check_request asked = plain();
    const auto client = [&] { return check_call(asked, endpoint(), {}).request().original.client; };
    EXPECT_EQ(client(), "");
    add(*http_of(asked).mutable_headers(), "x-forwarded-for", "203.0.113.9, 192.0.2.7 ");
    EXPECT_EQ(client(), "192.0.2.7");
    add(*http_of(asked).mutable_headers(), "x-forwarded-for", "198.51.100.1");
    EXPECT_EQ(client(), "");
    asked.mutable_attributes()
        ->mutable_source()
        ->mutable_address()
        ->mutable_socket_address()
        ->set_address("192.0.2.8");
    EXPECT_EQ(client(), "192.0.2.8");
    add(*http_of(asked).mutable_headers(), "x-envoy-external-address", "203.0.113.9");
    EXPECT_EQ(client(), "203.0.113.9");
    add(*http_of(asked).mutable_headers(), "x-envoy-external-address", "203.0.113.10");
    EXPECT_EQ(client(), "192.0.2.8");
}

} // namespace
} // namespace postern::check
