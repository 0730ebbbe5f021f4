// `postern snippet nginx --check`: real files, and the texts that Postern prints itself.
#include "typed.hpp"

#include <gmock/gmock.h>

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

TEST(SnippetCheck, FindsNothingInPrintedTexts)
{
    const std::string staff = "endpoints:\n  - {path: /authz/staff, dialect: nginx}\n";
    for (const printed_row& row : std::vector<printed_row>{
             {"", {}},
             {"login: {url: \"https://login.example.com/login\"}\n", {}},
             {"identity: {prefix: X-Who-, headers: {X-Tier: tier, Remote-User: email}}\n", {}},
             {"resolver: {listen: \"unix:postern.sock\", deadline: 2s}\n", {}},
             {staff, {"--endpoint", "/authz/staff", "--listen", "443"}},
             {"", {"--upstream", "unix:/run/app.sock", "--server-name", "app.example.com"}},
         }) {
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
