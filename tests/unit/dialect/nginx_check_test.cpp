// Broken nginx files: each row changes one line of a good text.
#include <postern/dialect/proxy.hpp>

#include "nginx_check_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace postern::dialect {
namespace {

using namespace std::chrono_literals;

struct row
{
    std::string name;
    std::string from;    // what is replaced in the good text
    std::string to;      // the line below gets no other number
    std::string line;    // what is in the line of the finding
    std::string message; // a part of the finding
};

const row rows[] = {
    // Inheritance.
    {"own proxy_set_header", "# first", "proxy_set_header A b;", "A b;",
     "location /: every identity header: an own proxy_set_header drops all inherited ones: the "
     "client's own value reaches the application"},
    {"own proxy_set_header, nested", "/nested/ {", "/nested/ { proxy_set_header A b;", "A b;",
     "location /nested/: every identity header: an own proxy_set_header drops"},
    {"own auth_request_set", "# first", "auth_request_set $a b;", "$a b;",
     "an own auth_request_set drops all inherited ones: it is not copied"},
    {"own error_page", "# first", "error_page 404 /404.html;", "/404",
     "an own error_page drops all inherited ones: those of 401, 500"},
    {"own fastcgi_param", "# second", "fastcgi_param A b;", "A b;",
     "an own fastcgi_param drops all inherited ones: the client's own value"},
    {"open location with own proxy_set_header", "auth_request off;",
     "auth_request off; proxy_set_header A b;", "A b;",
     "location /open/: every identity header: an own proxy_set_header"},
    // Identity headers.
    {"not overwritten", "X-Team $team;\n            # fourth", "A $team;\n            # fourth",
     "proxy_pass http://app;", "location /api/: X-Team: proxy_set_header is missing: the client's"},
    {"client's own", "X-Team $team;\n            #", "X-Team $http_x_team;\n            #",
     "$http_x_team", "X-Team: the client's own value is passed on"},
    {"only removed", "X-Team $team;\n            #", "X-Team '';\n            #", "X-Team ''",
     "X-Team: it is removed, but not copied"},
    {"a constant", "X-Team $team;\n            #", "X-Team a;\n            #", "X-Team a",
     "X-Team: it is a constant"},
    {"set twice", "# fourth", "proxy_set_header x-team $team;", "x-team $team",
     "X-Team is set a second time"},
    {"variable without a value", "X-Team $team;\n            #", "X-Team $taem;\n            #",
     "$taem", "X-Team: no auth_request_set gives $taem a value"},
    {"field of the application's answer", "X-Team $team;\n            #",
     "X-Team $upstream_http_x_team;\n            #", "X-Team $", "no auth_request_set gives"},
    {"other field of the answer", "$team $upstream_http_x_team;\n            proxy",
     "$team $upstream_http_x_taem;\n            proxy", "x_taem",
     "X-Team: it is copied from $upstream_http_x_taem, not from $upstream_http_x_team"},
    {"application without the client's headers", "# fourth",
     "proxy_pass_request_headers off; location /api/x/ { proxy_set_header A b; proxy_pass "
     "http://app; }",
     "A b;", "location /api/x/: every identity header: proxy_set_header is missing, it is not"},
    // Locations without a check.
    {"open location", "# fifth", "location /open { proxy_pass http://app; }", "/open",
     "location /open: no auth_request counts here"},
    {"open location, other name of the application", "# fifth",
     "location /open { proxy_pass http://127.0.0.1:9000/; }", "/open", "no auth_request counts"},
    {"open location beside a guarded one", "location /api/ {",
     "location /open/ { proxy_pass http://127.0.0.1:1; } location /api/ {", "/open/",
     "location /open/: no auth_request counts here"},
    {"off in a name", "# third", "auth_request off;", "auth_request off;",
     "location @named: auth_request off: what is sent here"},
    {"no such location", "auth_request /_check", "auth_request =/_check", "=/_check",
     "auth_request: no location of this server is for =/_check"},
    {"satisfy any", "# inherited", "satisfy any; #", "satisfy any", "satisfy any: allow"},
    {"satisfy any in one location", "# fourth", "satisfy any;", "satisfy any", "satisfy any:"},
    {"ssi", "# inherited", "ssi on; #", "ssi on", "ssi: what an answer of the application"},
    {"return", "# fourth", "return 200 secret;", "secret", "location /api/: return answers before"},
    {"return, not passed on", "location /files/ { root /srv;",
     "location /files/ { auth_request /_check; return 200 secret;", "secret",
     "location /files/: return answers before the check"},
    {"return in an if", "# first", "if ($arg_a) { return 204; }", "204",
     "if ($arg_a) in location /: return answers"},
    {"return of a location", "location /files/ { root /srv;",
     "location /files/ { return 200 secret;", "secret", "location /files/: return answers"},
    {"return in an if of the server", "# inherited", "if ($uri = /a) { return 200 a; } #", "/a)",
     "if ($uri = /a) in server: return answers"},
    {"return of the server", "# inherited", "return 200 secret; #", "secret",
     "server: return answers"},
    {"rewrite", "# fourth", "rewrite ^/api/a$ /b;", "rewrite",
     "location /api/: rewrite leaves this location before the check"},
    {"redirect", "# first", "rewrite ^ /b permanent;", "rewrite", "rewrite leaves"},
    {"try_files", "# inherited", "location /t { try_files $uri @named; } #", "try_files",
     "location /t: try_files: location @named asks Postern a second time"},
    {"try_files with an extension", "# inherited",
     "location /t { try_files $uri /index.php?$args; } #", "try_files",
     "location /t: try_files: location ~ \\.php$ asks Postern a second time"},
    {"underscores_in_headers", "# inherited", "underscores_in_headers on; #", "headers on",
     "underscores_in_headers on"},
    {"ignore_invalid_headers", "events { }", "events { } http { ignore_invalid_headers off; }",
     "headers off", "ignore_invalid_headers off"},
    // Error pages.
    {"page of an outage", "# inherited", "error_page 502 504 =200 /m.html; #", "=200",
     "location = /_check: error_page allows a request whose check ends with 502, 504"},
    {"page of an outage with its own status",
     "            internal;\n            proxy_pass http://p",
     "            internal; error_page 503 = /m.html;\n            proxy_pass http://p", "= /m",
     "error_page allows a request whose check ends with 503"},
    {"page of a denial", "error_page 401 = @login", "error_page 401 403 =200 /m.html", "=200",
     "error_page: a denial (401, 403) becomes a success"},
    {"page of a denial that is passed on", "error_page 401 = @login", "error_page 401 = @named",
     "= @named", "error_page: a denial (401) becomes a success"},
    {"page of a denial in one location", "# fourth", "error_page 403 = /m.html;", "= /m",
     "error_page: a denial (403) becomes a success"},
    // The check.
    {"not internal", "internal;\n            proxy_pass http://p",
     "\n            proxy_pass http://p", "location = /_check", "internal is missing"},
    {"no endpoint", "http://postern/authz/nginx", "http://postern/authz/ngnix", "ngnix",
     "Postern has no endpoint /authz/ngnix of the dialect nginx"},
    {"no path", "http://postern/authz/nginx", "http://postern", "http://postern;",
     "Postern has no endpoint /_check"},
    {"endpoint of another dialect", "http://postern/authz/nginx", "http://postern/resolve",
     "/resolve", "Postern has no endpoint /resolve"},
    {"answered by nginx", "proxy_pass http://postern/authz/nginx", "return 200", "return 200",
     "return answers the check instead of Postern"},
    {"not passed to Postern", "proxy_pass http://postern/authz/nginx", "root /srv",
     "location = /_check", "the check has no proxy_pass to Postern"},
    {"connect time-out missing", "proxy_connect_timeout 200ms;", "", "proxy_pass http://postern/",
     "proxy_connect_timeout is missing"},
    {"read time-out missing", "proxy_read_timeout 500ms;", "", "proxy_pass http://postern/",
     "proxy_read_timeout is missing"},
    {"read time-out too long", "proxy_read_timeout 500ms", "proxy_read_timeout 1m", "1m",
     "proxy_read_timeout is too long: a check takes at most 400ms"},
    {"read time-out odd", "proxy_read_timeout 500ms", "proxy_read_timeout 5x", "5x", "is too long"},
    {"body", "proxy_pass_request_body off;", "", "proxy_pass http://postern/",
     "proxy_pass_request_body is not off"},
    {"Content-Length", "proxy_set_header Content-Length \"\";", "", "proxy_pass http://postern/",
     "proxy_set_header Content-Length \"\" is missing"},
    {"HTTP/1.0", "proxy_http_version 1.1;", "", "proxy_pass http://postern/",
     "proxy_http_version is not 1.1"},
    {"Connection", "Connection \"\"", "Connection close", "Connection close",
     "proxy_set_header Connection \"\" is missing"},
    {"intercepted", "# inherited", "proxy_intercept_errors on; #", "errors on",
     "location = /_check: proxy_intercept_errors is not off"},
    {"cached", "proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_cache a;", "proxy_cache a",
     "proxy_cache is not off: what was revoked stays allowed"},
    {"without credentials", "proxy_http_version 1.1;",
     "proxy_http_version 1.1; proxy_pass_request_headers off;", "headers off",
     "proxy_pass_request_headers is not on: Postern does not get the credentials"},
    {"method missing", "proxy_set_header X-Forwarded-Method $request_method;", "",
     "proxy_pass http://postern/", "X-Forwarded-Method is missing: the client chooses it"},
    {"method constant", "X-Forwarded-Method $request_method", "X-Forwarded-Method GET", "GET",
     "X-Forwarded-Method is not nginx's own $request_method"},
    {"URI of the check", "X-Forwarded-Uri $request_uri", "X-Forwarded-Uri $uri", "$uri",
     "X-Forwarded-Uri is not nginx's own $request_uri"},
    {"host of the client", "X-Forwarded-Host $http_host", "X-Forwarded-Host $http_x_forwarded_host",
     "$http_x", "X-Forwarded-Host is not nginx's own"},
    {"scheme of the client", "X-Forwarded-Proto $scheme", "X-Forwarded-Proto $http_x_proto",
     "$http_x", "X-Forwarded-Proto is not nginx's own $scheme"},
    {"address of the client's words", "X-Forwarded-For $remote_addr",
     "X-Forwarded-For $proxy_add_x_forwarded_for", "$proxy_add",
     "X-Forwarded-For is not nginx's own $remote_addr"},
    // What nginx itself refuses.
    {"no semicolon", "# inherited", "satisfy any } #", "satisfy", "nginx cannot read this"},
};

proxy_check_report check(const std::string& text)
{
    const auto no_files = [](const std::string& name) {
        return std::vector<proxy_file>{{name, std::nullopt}};
    };
    return find_proxy("nginx")->check(
        {"nginx.conf", text}, no_files,
        {.identity_headers = {"X-Authgear-User-Id", "X-Team"},
         .endpoints = {"/authz/nginx", "/authz/staff"},
         .deadline = 400ms}
    );
}

std::vector<std::string> lines_of(const std::vector<finding>& findings)
{
    std::vector<std::string> lines;
    for (const finding& each : findings)
        lines.push_back(std::to_string(each.line) + ": " + each.text);
    return lines;
}

std::size_t line_at(const std::string& text, std::size_t place)
{
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n')
               );
}

class NginxCheck : public testing::TestWithParam<row>
{
};

TEST_P(NginxCheck, FindsWhatIsWrongInItsLine)
{
    const row& broken = GetParam();
    std::string text(good_nginx);
    const std::size_t at = text.find(broken.from);
    ASSERT_NE(at, text.npos);
    text.replace(at, broken.from.size(), broken.to);
    // A finding is where the text was changed, or in the block around it.
    const std::size_t after = text.find(broken.line, at);
    const std::size_t place = after == text.npos ? text.rfind(broken.line, at) : after;
    ASSERT_NE(place, text.npos);
    const auto found = check(text).findings;
    EXPECT_THAT(
        lines_of(found), testing::Contains(testing::AllOf(
                             testing::StartsWith(std::to_string(line_at(text, place)) + ": "),
                             testing::HasSubstr(broken.message)
                         ))
    );
    // One mistake is reported once for each place that suffers from it, and nothing else is.
    EXPECT_LE(found.size(), 2U) << testing::PrintToString(lines_of(found));
}

INSTANTIATE_TEST_SUITE_P(Broken, NginxCheck, testing::ValuesIn(rows), [](const auto& row) {
    std::string name = row.param.name;
    std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
    return name;
});

TEST(NginxCheckOf, AGoodTextFindsNothing)
{
    const proxy_check_report report = check(std::string(good_nginx));
    EXPECT_THAT(lines_of(report.findings), testing::IsEmpty());
    EXPECT_THAT(lines_of(report.unseen), testing::IsEmpty());
}

} // namespace
} // namespace postern::dialect
