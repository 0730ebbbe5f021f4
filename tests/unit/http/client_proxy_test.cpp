#include <postern/http/client_error.hpp>
#include <postern/http/client_proxy.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

namespace postern::http {
namespace {

using std::string;

result<std::optional<proxy>> chosen(const string& https_proxy, const string& no_proxy = {})
{
    return choose_proxy({secret(https_proxy), no_proxy}, parse_url("https://a.example/").value());
}

struct proxy_row
{
    const char *text, *host;
    std::uint16_t port;
    const char* authorization;
};

TEST(ClientProxy, IsReadFromItsUrl)
{
    const proxy_row rows[] = {
        {"http://p:3128", "p", 3128, ""},
        {"HTTP://P:3128/", "p", 3128, ""},
        {"p:3128", "p", 3128, ""},
        {"http://p", "p", 80, ""},
        {"http://127.0.0.1:1", "127.0.0.1", 1, ""},
        {"http://[::1]:3128", "::1", 3128, ""},
        {"http://Aladdin:open%20sesame@p:3128", "p", 3128, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
        {"http://user@p", "p", 80, "Basic dXNlcjo="},
        {"u:p%40%3a@p", "p", 80, "Basic dTpwQDo="},
        {"u:p@q@p", "p", 80, "Basic dTpwQHE="},
        {"u:%ff%fe%fb@p", "p", 80, "Basic dTr//vs="},
    };
    for (const auto& [text, host, port, authorization] : rows) {
        SCOPED_TRACE(text);
        const auto made = chosen(text);
        ASSERT_TRUE(made.has_value() && made->has_value());
        EXPECT_EQ((*made)->host, host);
        EXPECT_EQ((*made)->port, port);
        EXPECT_EQ((*made)->authorization.reveal(), authorization);
    }
}

TEST(ClientProxy, RefusesOtherUrls)
{
    for (const char* const text :
         {"https://p:3128", "socks5://p:1080", "socks5://u:p@p:1080", "https://u:p@p", "http://",
          "http://p:0", "http://p:x", "http://p/k", "http://p?k", "http://p#k", "http://p q",
          "http://u:%zz@p", "http://u:p@", "/run/p"}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(chosen(text).error(), client_errc::bad_proxy);
    }
}

TEST(ClientProxy, IsForHttpsAlone)
{
    const proxy_settings settings{secret("http://p"), {}};
    EXPECT_FALSE(choose_proxy(settings, parse_url("http://a/").value())->has_value());
    EXPECT_TRUE(choose_proxy(settings, parse_url("https://a/").value())->has_value());
    EXPECT_FALSE(chosen("")->has_value());
    EXPECT_FALSE(chosen("http://p", "a.example")->has_value());
}

TEST(ClientProxy, ComesFromTheEnvironment)
{
    const char* const names[] = {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"};
    for (const char* const name : names)
        ::unsetenv(name);
    EXPECT_TRUE(proxy_from_environment().https_proxy.empty());
    ::setenv("HTTPS_PROXY", "upper", 1);
    ::setenv("NO_PROXY", "a", 1);
    EXPECT_EQ(proxy_from_environment().https_proxy.reveal(), "upper");
    EXPECT_EQ(proxy_from_environment().no_proxy, "a");
    ::setenv("https_proxy", "", 1); // curl takes an empty variable for none
    EXPECT_EQ(proxy_from_environment().https_proxy.reveal(), "upper");
    ::setenv("https_proxy", "lower", 1);
    ::setenv("no_proxy", "b", 1);
    EXPECT_EQ(proxy_from_environment().https_proxy.reveal(), "lower");
    EXPECT_EQ(proxy_from_environment().no_proxy, "b");
    for (const char* const name : names)
        ::unsetenv(name);
}

struct direct_row
{
    const char *no_proxy, *url;
    bool direct;
};

TEST(ClientProxy, LeavesOutTheHostsOfNoProxy)
{
    const direct_row rows[] = {
        {"", "https://a/", false},
        {" ,, ", "https://a/", false},
        {"*", "https://a/", true},
        {"b,*", "https://a/", true},
        {"example.com", "https://example.com/", true},
        {"Example.COM", "https://example.com/", true},
        {"example.com", "https://www.example.com/", true},
        {"example.com", "https://a.b.example.com:8443/", true},
        {"example.com", "https://notexample.com/", false},
        {"example.com", "https://example.com.evil/", false},
        {"example.com", "https://com/", false},
        {".example.com", "https://www.example.com/", true},
        {".example.com", "https://example.com/", true},
        {".example.com", "https://notexample.com/", false},
        {"example.com.", "https://example.com/", true},
        {".", "https://example.com/", false},
        {"a b c", "https://b/", true},
        {"a,\tb , c", "https://c/", true},
        {"a,b", "https://c/", false},
        {"example.com:443", "https://example.com/", true},
        {"example.com:8443", "https://www.example.com:8443/", true},
        {"example.com:8443", "https://example.com/", false},
        {"example.com:", "https://example.com/", true},
        {"example.com:x", "https://example.com/", false},
        {"localhost", "https://127.0.0.1/", false},
        {"127.0.0.1", "https://127.0.0.1/", true},
        {"127.0.0.1:8443", "https://127.0.0.1:8443/", true},
        {"127.0.0.1:8443", "https://127.0.0.1/", false},
        {"0.0.1", "https://127.0.0.1/", false},
        {"::1", "https://[::1]/", true},
        {"0:0:0:0:0:0:0:1", "https://[::1]/", true},
        {"[::1]", "https://[::1]/", true},
        {"[::1]:8443", "https://[::1]:8443/", true},
        {"[::1]:8443", "https://[::1]/", false},
        {"[", "https://[::1]/", false},
        {"[::1", "https://[::1]/", true},
        {"10.0.0.0/8", "https://10.1.2.3/", true},
        {"10.1.2.3/8", "https://10.9.9.9/", true},
        {"10.0.0.0/8", "https://11.1.2.3/", false},
        {"0.0.0.0/0", "https://11.1.2.3/", true},
        {"10.0.0.0/33", "https://10.0.0.0/", false},
        {"10.0.0.0/", "https://10.0.0.0/", false},
        {"10.0.0.0/8", "https://ten.example/", false},
        {"2001:db8::/32", "https://[2001:db8:1::1]/", true},
        {"2001:db8::/32", "https://[2001:db9::1]/", false},
        {"2001:db8::/32", "https://10.0.0.1/", false},
        {"10.0.0.0/8", "https://[::1]/", false},
    };
    for (const auto& [no_proxy, text, direct] : rows) {
        SCOPED_TRACE(string(no_proxy) + " " + text);
        EXPECT_EQ(is_direct(no_proxy, parse_url(text).value()), direct);
    }
}

} // namespace
} // namespace postern::http
