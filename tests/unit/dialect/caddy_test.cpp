// The printed Caddyfile: every identity header is in it, and nothing in it ends a word of ours.
#include <postern/dialect/proxy.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

snippet_options ordinary()
{
    return {
        .endpoint = "/authz/caddy",
        .resolver = "127.0.0.1:9080",
        .upstream = "127.0.0.1:9000",
        .listen = {"127.0.0.1:8080"},
        .deadline = milliseconds(400),
        .identity_headers = {"X-Authgear-Session-Valid", "X-Authgear-User-Id", "Remote-User"},
    };
}

snippet_text print(const std::function<void(snippet_options&)>& change)
{
    snippet_options options = ordinary();
    change(options);
    return find_proxy("caddy")->print(options);
}

std::string text_of(const std::function<void(snippet_options&)>& change)
{
    const snippet_text printed = print(change);
    EXPECT_EQ(printed.obstacle, "");
    return printed.files.size() == 1 ? printed.files.front().text : "";
}

std::string plain()
{
    return text_of([](snippet_options&) {});
}

TEST(CaddySnippet, CopiesOrDeletesEveryIdentityHeader)
{
    const std::string text = plain();
    const std::vector<std::string> headers = ordinary().identity_headers;
    for (std::size_t i = 0; i != headers.size(); ++i) {
        const std::string unset = "@postern_unset_" + std::to_string(i + 1);
        EXPECT_THAT(text, HasSubstr("\n\t\t\t" + headers[i] + "\n"));
        EXPECT_THAT(
            text, HasSubstr(
                      "\n\t" + unset + " vars {http.reverse_proxy.header." + headers[i] +
                      "} \"\" <nil>\n\trequest_header " + unset + " -" + headers[i] + "\n"
                  )
        );
    }
}

TEST(CaddySnippet, DeletesHeadersWithEveryOtherCharacterOfAName)
{
    // RFC 9110 §5.6.2
    for (const char c : std::string("!#$%&'*+.^_`|~"))
        EXPECT_THAT(plain(), HasSubstr(std::string("\n\trequest_header -*") + c + "*\n")) << c;
}

TEST(CaddySnippet, NamesTheAnswersHeadersAsGoWritesThem)
{
    const std::string text = text_of([](auto& o) {
        o.identity_headers = {"x-WHO-Session-valid", "X-DPoP-2nd-id"};
    });
    EXPECT_THAT(text, HasSubstr("{http.reverse_proxy.header.X-Who-Session-Valid} true false\n"));
    EXPECT_THAT(text, HasSubstr("{http.reverse_proxy.header.X-Dpop-2nd-Id} \"\" <nil>\n"));
}

struct word_row
{
    const char* name;
    std::function<void(snippet_options&)> change;
    const char* expected;
};

const word_row words[] = {
    {"resolver", [](auto&) {}, "\n\tforward_auth 127.0.0.1:9080 {\n"},
    {"resolver's socket", [](auto& o) { o.resolver = "unix:/run/p.sock"; },
     "\n\tforward_auth unix//run/p.sock {\n"},
    {"application", [](auto&) {}, "\n\treverse_proxy @postern_allowed 127.0.0.1:9000\n"},
    {"application's socket", [](auto& o) { o.upstream = "unix:/run/app.sock"; },
     "\n\treverse_proxy @postern_allowed unix//run/app.sock\n"},
    {"the client's query stays out of the check", [](auto&) {}, "\n\t\turi /authz/caddy?\n"},
    {"endpoint", [](auto& o) { o.endpoint = "/authz/staff"; }, "\n\t\turi /authz/staff?\n"},
    {"deadline", [](auto&) {}, "\n\t\t\tresponse_header_timeout 500ms\n"},
    {"longer deadline", [](auto& o) { o.deadline = milliseconds(2000); },
     "\n\t\t\tresponse_header_timeout 2100ms\n"},
    {"every host", [](auto&) {}, "\nhttp://:8080 {\n\tbind 127.0.0.1\n"},
    {"one host", [](auto& o) { o.server_name = "app.test"; },
     "\nhttp://app.test:8080 {\n\tbind 127.0.0.1\n"},
    {"every address", [](auto& o) { o.listen = {"80"}; }, "\nhttp://:80 {\n\n"},
    {"every address, said so", [](auto& o) { o.listen = {"*:80"}; }, "\nhttp://:80 {\n\n"},
    {"two ports",
     [](auto& o) {
         o.listen = {"80", "8080"};
     },
     "\nhttp://:80, http://:8080 {\n\n"},
    {"two addresses",
     [](auto& o) {
         o.listen = {"127.0.0.1:80", "[::1]:80"};
     },
     "\nhttp://:80 {\n\tbind 127.0.0.1 [::1]\n"},
    {"socket", [](auto& o) { o.listen = {"unix:/run/c.sock"}; },
     "\nhttp:// {\n\tbind unix//run/c.sock\n"},
    {"address and socket",
     [](auto& o) {
         o.listen = {"127.0.0.1:80", "unix:/run/c.sock"};
     },
     "\nhttp://:80 {\n\tbind 127.0.0.1 unix//run/c.sock\n"},
    {"TLS",
     [](auto& o) {
         o.tls_certificate = "/etc/a.pem";
         o.tls_key = "/etc/a.key";
         o.listen = {"443"};
     },
     "\nhttps://:443 {\n\ttls /etc/a.pem /etc/a.key\n"},
    {"login page", [](auto& o) { o.login_path = "/login"; },
     "\n\tforward_auth @postern_guarded 127.0.0.1:9080 {\n"},
    {"login page's plain paths", [](auto& o) { o.login_path = "/log.in"; },
     "vars_regexp {http.vars.postern_uri} ^/log\\.in(/[\\w~@+-][\\w.~@+-]*)*/?([?].*)?$\n"},
    {"protected path",
     [](auto& o) {
         o.protected_paths = {{"/admin", "/authz/staff"}};
     },
     "\n\t@postern_guarded {\n\t\tnot path /admin /admin/*\n\t}\n"},
    {"longer protected path",
     [](auto& o) {
         o.protected_paths = {{"/admin", "/authz/staff"}, {"/admin/keys", "/authz/root"}};
     },
     "\n\t@postern_path_2 {\n\t\tpath /admin /admin/*\n\t\tnot path /admin/keys "
     "/admin/keys/*\n\t}\n"},
    {"balancer",
     [](auto& o) {
         o.balancers = {"10.0.0.0/8", "fd00::/8"};
     },
     "\n\t\tremote_ip 10.0.0.0/8 fd00::/8\n"},
    {"balancer's client", [](auto& o) { o.balancers = {"10.0.0.0/8"}; },
     "\n\t\theader_up X-Forwarded-For {http.vars.postern_client}\n"},
};

TEST(CaddySnippet, SaysWhatTheOptionsSay)
{
    for (const word_row& row : words)
        EXPECT_THAT(text_of(row.change), HasSubstr(row.expected)) << row.name;
}

TEST(CaddySnippet, LeavesNoPlaceholderOfOurs)
{
    for (const word_row& row : words)
        EXPECT_THAT(text_of(row.change), Not(testing::ContainsRegex("%[a-z_]+%"))) << row.name;
}

// What could end a word of a Caddyfile, begin another one, or be replaced in it.
constexpr const char* hostile[] = {"",        " ",          "a b", "{",        "}",    "a{b}",
                                   "{$HOME}", "{env.HOME}", "\"",  "`",        "a`b",  "a\nb",
                                   "\t",      "a#b",        "#",   ";",        "@a",   "\\",
                                   "a?b",     "http://a",   "a,b", "\xc3\xa9", "a\x7f"};

struct place_row
{
    const char* name;
    void (*put)(snippet_options& options, const std::string& text);
};

const place_row places[] = {
    {"endpoint", [](auto& o, const auto& text) { o.endpoint = "/authz/" + text + "{"; }},
    {"endpoint's beginning", [](auto& o, const auto& text) { o.endpoint = text; }},
    {"resolver", [](auto& o, const auto& text) { o.resolver = text; }},
    {"resolver's host", [](auto& o, const auto& text) { o.resolver = text + ":9080"; }},
    {"resolver's socket", [](auto& o, const auto& text) { o.resolver = "unix:" + text; }},
    {"application", [](auto& o, const auto& text) { o.upstream = text; }},
    {"application's port", [](auto& o, const auto& text) { o.upstream = "127.0.0.1:" + text; }},
    {"address", [](auto& o, const auto& text) { o.listen = {text}; }},
    {"second address", [](auto& o, const auto& text) { o.listen.push_back(text + ":8080"); }},
    {"server name", [](auto& o, const auto& text) { o.server_name = "a" + text + "{"; }},
    {"identity header", [](auto& o, const auto& text) { o.identity_headers.push_back(text); }},
    {"certificate", [](auto& o, const auto& text) { o.tls_certificate = "/a" + text + "\n"; }},
    {"login page", [](auto& o, const auto& text) { o.login_path = "/" + text + "{"; }},
    {"protected path",
     [](auto& o, const auto& text) {
         o.protected_paths = {{text, "/authz/a"}};
     }},
    {"protected path's endpoint",
     [](auto& o, const auto& text) {
         o.protected_paths = {{"/a", text}};
     }},
    {"balancer", [](auto& o, const auto& text) { o.balancers = {text}; }},
};

TEST(CaddySnippet, RefusesWhatIsMoreThanOneWord)
{
    for (const place_row& place : places)
        for (const std::string text : hostile) {
            const snippet_text printed = print([&](snippet_options& o) { place.put(o, text); });
            EXPECT_NE(printed.obstacle, "") << place.name << ": " << text;
            EXPECT_TRUE(printed.files.empty()) << place.name << ": " << text;
        }
}

const word_row obstacles[] = {
    {"underscore in a name", [](auto& o) { o.identity_headers.push_back("X_Team"); }, "X_Team"},
    {"no identity header", [](auto& o) { o.identity_headers.clear(); }, "no identity header"},
    {"everything is the login page", [](auto& o) { o.login_path = "/"; }, "login.url"},
    {"ports and addresses that do not make all pairs",
     [](auto& o) {
         o.listen = {"127.0.0.1:80", "[::1]:81"};
     },
     "--listen"},
    {"a socket beside every address",
     [](auto& o) {
         o.listen = {"80", "unix:/a"};
     },
     "--listen"},
    {"port zero", [](auto& o) { o.listen = {"0"}; }, "--listen"},
    {"a resolver of every address", [](auto& o) { o.resolver = "*:9080"; }, "resolver"},
    {"a protected path with / at its end",
     [](auto& o) {
         o.protected_paths = {{"/admin/", "/authz/a"}};
     },
     "--protect"},
};

TEST(CaddySnippet, SaysWhatCaddyCannotDo)
{
    for (const word_row& row : obstacles)
        EXPECT_THAT(print(row.change).obstacle, HasSubstr(row.expected)) << row.name;
}

} // namespace
} // namespace postern::dialect
