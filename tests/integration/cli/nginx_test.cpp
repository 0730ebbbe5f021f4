// What `postern snippet nginx` prints, as a real nginx reads it.
#include "unit/cli/typed.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace postern::cli {
namespace {

bool has_nginx()
{
    return std::system("command -v nginx >/dev/null 2>&1") == 0;
}

// `nginx -t` on a file that includes this one; empty if nginx would take it.
std::string complaint(const folder& home, const std::string& site)
{
    std::string temp_paths;
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        temp_paths += std::string(kind) + "_temp_path " + home.file("temp") + ";\n";
    home.write("site.conf", site);
    const std::string whole = home.write(
        "nginx.conf", "pid " + home.file("pid") + ";\nevents { }\nhttp {\naccess_log off;\n" +
                          temp_paths + "include " + home.file("site.conf") + ";\n}\n"
    );
    const std::string command = "nginx -t -q -e stderr -c " + whole + " 2>&1";
    FILE* said = ::popen(command.c_str(), "r");
    std::string text;
    std::array<char, 512> part{};
    while (std::fgets(part.data(), part.size(), said) != nullptr)
        text += part.data();
    return ::pclose(said) == 0 ? "" : "refused: " + text;
}

struct site_row
{
    const char* name;
    std::string configuration;
    std::vector<std::string> words;
};

class NginxReads : public testing::TestWithParam<site_row>
{
};

TEST_P(NginxReads, TheSnippet)
{
    if (!has_nginx())
        GTEST_SKIP() << "nginx is not installed";
    const trusting_folder home(GetParam().configuration);
    std::vector<std::string> words{"snippet",  "nginx",
                                   "-c",       home.configuration,
                                   "--listen", "unix:" + home.file("nginx.sock")};
    words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
    const typed_outcome printed = type(words);
    ASSERT_EQ(printed.code, 0) << printed.err;
    EXPECT_EQ(complaint(home, printed.out), "");
}

// A mapped header whose name has so many letters.
std::string with_header_of(std::size_t letters)
{
    return "identity: {headers: {X-" + std::string(letters - 2, 'a') + ": team}}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Snippet, NginxReads,
    testing::ValuesIn(std::vector<site_row>{
        {"Defaults", "", {}},
        {"LoginPage", "login: {url: \"https://app.example.com/login\"}\n", {}},
        {"OwnPrefixAndHeaders",
         "identity: {prefix: X-Who-, headers: {X-Tier: tier, Remote-User: email}}\n",
         {}},
        {"UnixSockets",
         "resolver: {listen: \"unix:postern.sock\"}\n",
         {"--upstream", "unix:/run/app.sock"}},
        {"InternetProtocol6", "resolver: {listen: \"[::1]:9080\"}\n", {"--upstream", "[::1]:9000"}},
        {"OtherEndpoint",
         "endpoints:\n  - {path: /authz/orders-1.0_x~y, dialect: nginx}\n",
         {"--endpoint", "/authz/orders-1.0_x~y"}},
        {"ServerName", "", {"--server-name", "app.example.com"}},
        {"PrefixOf15Letters", "identity: {prefix: X-Example-Auth-}\n", {}},
        {"PrefixOf40Letters", "identity: {prefix: X-" + std::string(37, 'a') + "-}\n", {}},
        {"HeaderOf38Letters", with_header_of(38), {}},
        {"HeaderOf46Letters", with_header_of(46), {}},
        {"HeaderOf47Letters", with_header_of(47), {}},
        {"HeaderOf110Letters", with_header_of(110), {}},
        {"HeaderOf111Letters", with_header_of(111), {}},
        {"HeaderOf1000Letters", with_header_of(1000), {}},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(Nginx, ReadsTwoSnippetsInOneConfiguration)
{
    if (!has_nginx())
        GTEST_SKIP() << "nginx is not installed";
    const trusting_folder home("login: {url: \"https://app.example.com/login\"}\n");
    std::string both;
    for (const char* name : {"a.test", "b.test", "*.c.test"}) {
        const typed_outcome printed = type(
            {"snippet", "nginx", "-c", home.configuration, "--listen",
             "unix:" + home.file("nginx.sock"), "--server-name", name}
        );
        ASSERT_EQ(printed.code, 0) << printed.err;
        both += printed.out;
    }
    EXPECT_EQ(complaint(home, both), "");
}

TEST(Nginx, ComplainsOfABrokenSite)
{
    if (!has_nginx())
        GTEST_SKIP() << "nginx is not installed";
    const folder home;
    EXPECT_NE(complaint(home, "server { listen"), "");
}

} // namespace
} // namespace postern::cli
