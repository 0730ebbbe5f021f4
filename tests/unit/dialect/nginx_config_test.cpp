#include "dialect/nginx/check.hpp"
#include "dialect/nginx/config.hpp"

#include <gtest/gtest.h>

#include <map>

namespace postern::dialect {
namespace {

using files = std::map<std::string, std::string>;

nginx_config read(const std::string& text, const files& others = {})
{
    return read_nginx({"main", text}, [&](const std::string& name) {
        const auto found = others.find(name);
        return std::vector<proxy_file>{
            {name, found == others.end() ? std::nullopt : std::optional(found->second)}};
    });
}

// Words in < >, blocks in { }.
std::string shown(const std::vector<nginx_directive>& directives)
{
    std::string text;
    for (const nginx_directive& each : directives) {
        text += (text.empty() ? "" : " ") + std::to_string(each.line) + '<' + each.name + '>';
        for (const std::string& argument : each.arguments)
            text += '<' + argument + '>';
        if (each.is_block)
            text += '{' + shown(each.block) + '}';
    }
    return text;
}

std::string shown(const std::vector<finding>& findings)
{
    std::string text;
    for (const finding& each : findings)
        text += (text.empty() ? "" : " | ") + each.file + ':' + std::to_string(each.line) + ": " +
                each.text;
    return text;
}

struct text_row
{
    const char* text;
    const char* tree;
};

TEST(NginxConfig, ReadsWordsAsNginxDoes)
{
    for (const text_row& row : {
             text_row{"", ""},
             {"a;", "1<a>"},
             {"a b\tc\r\nd;", "1<a><b><c><d>"},
             {"\n\na b;\n c;", "3<a><b> 4<c>"},
             {"a{}", "1<a>{}"},
             {"a b{c{d;}e;}", "1<a><b>{1<c>{1<d>} 1<e>}"},
             {"# a; {\nb; # c;\nd;", "2<b> 3<d>"},
             {"a b#c #d\n;", "1<a><b#c>"},
             {"a 'b c' \"d;e{}\";", "1<a><b c><d;e{}>"},
             {"a '' \"\";", "1<a><><>"},
             {"a \"b\\\"c\" 'd\\'e';", "1<a><b\"c><d'e>"},
             {"a b\\;c\\ d\\{;", "1<a><b\\;c\\ d\\{>"},
             {"a ~^/b\\.c$;", "1<a><~^/b\\.c$>"},
             {"a \\\\ \\t.;", "1<a><\\><\t.>"},
             {"a ${b}c $d{e;}", "1<a><${b}c><$d>{1<e>}"},
             {"if ($a = \"b\") { c; }", "1<if><($a><=><b><)>{1<c>}"},
             {"a b}c;", "1<a><b}c>"},
             {"map $a $b { \"~x;\" 'y'; default \"\"; }", "1<map><$a><$b>{1<~x;><y> 1<default><>}"},
         }) {
        const nginx_config config = read(row.text);
        EXPECT_EQ(shown(config.directives), row.tree) << row.text;
        EXPECT_EQ(shown(config.errors), "") << row.text;
    }
}

TEST(NginxConfig, SkipsLua)
{
    for (const char* lua : {
             "",
             "return {a = {}}",
             "local a = '}' .. \"}\\\"}\"",
             "-- it's }\n",
             "--[[ }\n} ]] a()",
             "--[==[ } ]] } ]==]",
             "a([[ } ]], [=[ } ]] ]=]) b[c[1]] = 2",
             "a(\"{\")",
         }) {
        const std::string text = "content_by_lua_block {" + std::string(lua) + "} next;";
        const nginx_config config = read(text);
        ASSERT_EQ(config.directives.size(), 2U) << text;
        EXPECT_EQ(config.directives[1].name, "next") << text;
        EXPECT_EQ(shown(config.errors), "") << text;
    }
}

TEST(NginxConfig, SaysWhereATextIsBroken)
{
    for (const text_row& row : {
             text_row{"a", "main:1: the text ends inside a directive"},
             {"a;\n}", "main:2: unexpected '}'"},
             {"a {\nb;", "main:2: the text ends inside a block"},
             {"a {\nb }", "main:2: unexpected '}'"},
             {";", "main:1: unexpected ';'"},
             {"{", "main:1: unexpected '{'"},
             {"a 'b;\n", "main:1: a quote does not end"},
             {"a 'b'c;", "main:1: no space behind a quote"},
             {"\na_by_lua_block {", "main:2: the Lua does not end"},
         })
        EXPECT_EQ(shown(read(row.text).errors), row.tree) << row.text;
}

TEST(NginxConfig, PutsIncludedFilesInTheirPlace)
{
    const nginx_config config =
        read("a;\nb { include one;\n c; }", {{"one", "\nd;\ninclude two;"}, {"two", "e;"}});
    EXPECT_EQ(
        shown(config.directives), "1<a> 2<b>{2<include><one> 2<d> 3<include><two> 1<e> 3<c>}"
    );
    EXPECT_EQ(config.directives[1].block[1].file, "one");
    EXPECT_EQ(config.directives[1].block[3].file, "two");
    EXPECT_EQ(shown(config.unread), "");
}

TEST(NginxConfig, NamesIncludesThatAreNotRead)
{
    EXPECT_EQ(shown(read("\ninclude none;").unread), "main:2: the file none cannot be read");
    EXPECT_EQ(
        shown(read("include main;", {{"main", "a;"}}).unread),
        "main:1: the file main includes itself"
    );
    EXPECT_EQ(
        shown(read("include a;", {{"a", "include b;"}, {"b", "c;\ninclude a;"}}).unread),
        "b:2: the file a includes itself"
    );
    EXPECT_EQ(
        shown(read("include a;", {{"a", "b {"}}).errors), "a:1: the text ends inside a block"
    );
}

// Ten files that include the next one ten times would be ten thousand million files.
TEST(NginxConfig, ReadsNoMoreThanThereIsRoomFor)
{
    files many;
    for (char name = 'a'; name < 'k'; ++name)
        for (int i = 0; i < 10; ++i)
            many[{name}] += std::string("include ") + static_cast<char>(name + 1) + ";\n";
    many["k"] = "x;";
    EXPECT_FALSE(read("include a;", many).unread.empty());
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "a {";
    EXPECT_EQ(shown(read(deep).errors), "main:1: too many blocks inside each other");
}

constexpr std::string_view attacked = R"(http { # comment
    map $a $b { default ""; "~^(x)\"$" a-$1; }
    include other;
    server {
        auth_request /c; error_page 401 = @l; try_files $uri @l;
        location = /c { proxy_pass http://unix:/p:/x; proxy_read_timeout "1m 5s"; }
        location ~ \.php$ { fastcgi_pass a:1; fastcgi_param A ${b}; rewrite ^ /x last; }
        if ($a = "b") { return 200; }
        access_by_lua_block { a("}") --[[ } ]] }
    }
}
)";

// Neither the parser nor the rules may crash, or not end.
void check(const std::string& text)
{
    const auto includes = [&](const std::string&) {
        return std::vector<proxy_file>{{"other", text}};
    };
    const proxy_check_report report =
        check_nginx({"main", text}, includes, {.identity_headers = {"X-A"}, .endpoints = {"/x"}});
    EXPECT_LT(report.findings.size(), 200U);
}

TEST(NginxConfig, SurvivesEveryCut)
{
    for (std::size_t from = 0; from < attacked.size(); ++from) {
        check(std::string(attacked.substr(from)));
        check(std::string(attacked.substr(0, from)));
        check(std::string(attacked.substr(0, from)) + std::string(attacked.substr(from).substr(1)));
    }
}

TEST(NginxConfig, SurvivesEveryOtherOctet)
{
    for (std::size_t at = 0; at < attacked.size(); ++at)
        for (const char other : std::string_view("{};\"'\\$# \n\0@=/~", 15)) {
            std::string text(attacked);
            text[at] = other;
            check(text);
        }
}

} // namespace
} // namespace postern::dialect
