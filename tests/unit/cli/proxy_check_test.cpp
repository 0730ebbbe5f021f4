// `postern snippet nginx --check`: real files, and the texts that Postern prints itself.
#include "typed.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

typed_outcome check(const folder& home, const std::string& configuration, const std::string& text)
{
    return type({"snippet", "nginx", "-c", configuration, "--check", home.write("nginx.conf", text)}
    );
}

// The text that Postern prints, without its line for a header.
std::string without(std::string text, const std::string& begin)
{
    const std::size_t at = text.find(begin);
    return text.erase(at, text.find('\n', at) + 1 - at);
}

std::string printed(const trusting_folder& home, const std::vector<std::string>& words = {})
{
    std::vector<std::string> all{"snippet", "nginx", "-c", home.configuration};
    all.insert(all.end(), words.begin(), words.end());
    return type(all).out;
}

struct printed_row
{
    std::string configuration;
    std::vector<std::string> words;
};

const std::string staff = "endpoints:\n  - {path: /authz/staff, dialect: nginx}\n";
const std::string login = "login: {url: \"https://login.example.com/login\"}\n";

const std::vector<printed_row> printed_rows{
    {"", {}},
    {login, {}},
    {login, {"--server-name", "login.example.com"}},
    {"identity: {prefix: X-Who-, headers: {X-Tier: tier, Remote-User: email}}\n", {}},
    {"resolver: {listen: \"unix:postern.sock\", deadline: 2s}\n", {}},
    {staff, {"--endpoint", "/authz/staff", "--listen", "443"}},
    {staff, {"--protect", "/admin=/authz/staff", "--behind", "10.0.0.0/8"}},
    {"", {"--upstream", "unix:/run/app.sock", "--server-name", "app.example.com"}},
    {login, {"--backend", "fastcgi"}},
    {login, {"--backend", "uwsgi"}},
    {login, {"--backend", "grpc"}},
};

TEST(SnippetCheck, FindsNothingInPrintedTexts)
{
    for (const printed_row& row : printed_rows) {
        const trusting_folder home(row.configuration);
        const std::string text = printed(home, row.words);
        ASSERT_THAT(text, HasSubstr("auth_request")) << row.configuration;
        const typed_outcome ended = check(home, home.configuration, text);
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
        EXPECT_THAT(ended.out, testing::StartsWith("No finding.\n\nNo finding is no proof."));
        const typed_outcome whole =
            check(home, home.configuration, "events { }\nhttp {\n" + text + "}\n");
        EXPECT_EQ(whole.code, 0) << whole.out;
    }
}

// A server that exists already, with the three parts. Its second location has directives of its
// own, and gets the lines that it lost back.
constexpr const char* existing_server = R"(
http {
    include postern-http.conf;
    server {
        include postern-server.conf;
        location / { proxy_pass http://$postern_application; }
        location /own/ {
            proxy_set_header X-Own a;
            auth_request_set $own b;
            error_page 404 /404.html;
            include postern-location.conf;
            proxy_pass http://$postern_application;
        }
    }
}
)";

TEST(SnippetCheck, FindsNothingInPrintedParts)
{
    for (const printed_row& row : printed_rows) {
        if (std::find(row.words.begin(), row.words.end(), "--backend") != row.words.end())
            continue;
        const trusting_folder home(row.configuration);
        std::vector<std::string> words = row.words;
        if (const auto listen = std::find(words.begin(), words.end(), "--listen");
            listen != words.end())
            words.erase(listen, listen + 2);
        words.insert(words.end(), {"--parts", "--output", home.file(".")});
        EXPECT_EQ(printed(home, words), "");
        const typed_outcome whole = check(home, home.configuration, existing_server);
        EXPECT_EQ(whole.code, 0) << whole.out << whole.err;
        EXPECT_THAT(whole.out, Not(HasSubstr("cannot be read")));
        for (const char* part : {"http", "server", "location"}) {
            const std::string text = home.read("postern-" + std::string(part) + ".conf");
            const typed_outcome ended = check(home, home.configuration, text);
            EXPECT_EQ(ended.code, 0) << part << ": " << ended.out;
        }
    }
}

TEST(SnippetCheck, FindsWhatAnExistingServerLacks)
{
    const trusting_folder home;
    EXPECT_EQ(printed(home, {"--parts", "--output", home.file(".")}), "");
    std::string text = existing_server;
    text.erase(text.find("            include postern-location.conf;\n"), 43);
    const typed_outcome ended = check(home, home.configuration, text);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(
        ended.out, HasSubstr("nginx.conf:8: location /own/: every identity header: an own "
                             "proxy_set_header drops all inherited ones")
    );
    EXPECT_THAT(ended.out, HasSubstr("nginx.conf:10: location /own/: an own error_page drops"));
    EXPECT_THAT(ended.out, HasSubstr("2 findings.\n"));
}

// A text of an older configuration lacks the headers that were added since.
TEST(SnippetCheck, KnowsTheIdentityHeadersOfThisConfiguration)
{
    const trusting_folder before;
    const trusting_folder after("identity: {headers: {X-Team: team}}\n");
    const typed_outcome ended = check(before, after.configuration, printed(before));
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.out, HasSubstr("X-Team: proxy_set_header is missing"));
    EXPECT_THAT(ended.out, HasSubstr("1 finding.\n"));
    const std::string line = "proxy_set_header X-Authgear-User-Id ";
    EXPECT_THAT(
        check(before, before.configuration, without(printed(before), line)).out,
        HasSubstr("X-Authgear-User-Id: proxy_set_header is missing: the client's own value")
    );
}

TEST(SnippetCheck, KnowsTheEndpointsAndTheDeadlineOfThisConfiguration)
{
    const trusting_folder before(
        "endpoints:\n  - {path: /authz/old, dialect: nginx}\nresolver: {deadline: 5s}\n"
    );
    const trusting_folder after("endpoints:\n  - {path: /authz/old, dialect: generic}\n");
    const std::string text = printed(before, {"--endpoint", "/authz/old"});
    const typed_outcome ended = check(before, after.configuration, text);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.out, HasSubstr("Postern has no endpoint /authz/old of the dialect nginx"));
    EXPECT_THAT(ended.out, HasSubstr("proxy_read_timeout is too long"));
}

TEST(SnippetCheck, SaysWhenThereIsNoCheckAtAll)
{
    const trusting_folder home;
    for (const char* text :
         {"", "http { server { location / { proxy_pass http://127.0.0.1:9000; } } }",
          "location / { root /srv; }", "auth_request off; location / { root /srv; }"}) {
        const typed_outcome ended = check(home, home.configuration, text);
        EXPECT_EQ(ended.code, 1) << text;
        EXPECT_THAT(ended.out, HasSubstr("nginx.conf:1: there is no auth_request at all")) << text;
    }
    // A part for http { } needs none.
    const typed_outcome part = check(home, home.configuration, "map $a $b { default c; }");
    EXPECT_EQ(part.code, 0);
    EXPECT_THAT(part.out, HasSubstr("check the file that includes it"));
}

TEST(SnippetCheck, ReadsWhatIsIncluded)
{
    const trusting_folder home;
    home.write("postern.conf", printed(home));
    home.write("a.site", "# first\nserver { location / { proxy_pass http://127.0.0.1:9000; } }\n");
    home.write("b.site", "# second\n# line\nunderscores_in_headers on;\n");
    const typed_outcome ended = check(
        home, home.configuration,
        "http {\ninclude postern.conf;\ninclude *.site;\ninclude *.none;\n\"include\" \"" +
            home.file("gone.conf") + "\";\ninclude nginx.conf;\n}\n"
    );
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.out, HasSubstr(home.file("a.site") + ":2: location /: no auth_request"));
    EXPECT_THAT(ended.out, HasSubstr(home.file("b.site") + ":3: underscores_in_headers on"));
    EXPECT_THAT(ended.out, HasSubstr("2 findings.\n"));
    EXPECT_THAT(
        ended.out, HasSubstr("nginx.conf:5: the file " + home.file("gone.conf") + " cannot be read")
    );
    EXPECT_THAT(ended.out, HasSubstr("nginx.conf:6: the file " + home.file("nginx.conf")));
    EXPECT_THAT(ended.out, Not(HasSubstr("none")));
}

// A site of conf.d names the files of the folder above.
TEST(SnippetCheck, LooksForIncludedFilesInTheFolderAbove)
{
    const trusting_folder home;
    std::filesystem::create_directory(home.file("conf.d"));
    home.write("b.part", "underscores_in_headers on;\n");
    const std::string site = home.write("conf.d/site.conf", "include b.part;\n" + printed(home));
    const typed_outcome ended =
        type({"snippet", "nginx", "-c", home.configuration, "--check", site});
    EXPECT_THAT(ended.out, HasSubstr(home.file("b.part") + ":1: underscores_in_headers on"));
}

TEST(SnippetCheck, SaysThatAFileCannotBeRead)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"snippet", "nginx", "-c", home.configuration, "--check", home.file("none.conf")});
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("none.conf"));
    const typed_outcome broken = check(home, home.configuration, "http {\n  server {\n}\n");
    EXPECT_EQ(broken.code, 1);
    EXPECT_THAT(broken.out, HasSubstr("nginx.conf:4: nginx cannot read this: the text ends"));
}

TEST(SnippetCheck, IsForNginxAlone)
{
    const trusting_folder home;
    EXPECT_EQ(type({"snippet", "caddy", "-c", home.configuration, "--check", "x"}).code, 2);
}

} // namespace
} // namespace postern::cli
