// Names that cannot be identity headers, in any spelling that one application takes for them.
#include <gtest/gtest.h>

#include <reserved_headers.hpp>
#include <string>

namespace postern::config {
namespace {

TEST(ReservedHeaders, RefusesWhatOthersUse)
{
    constexpr std::pair<const char*, const char*> rows[] = {
        {"Connection", "delivers"},
        {"Keep-Alive", "delivers"},
        {"TE", "delivers"},
        {"Trailer", "delivers"},
        {"Transfer-Encoding", "delivers"},
        {"transfer_encoding", "delivers"},
        {"Upgrade", "delivers"},
        {"Expect", "delivers"},
        {"Host", "delivers"},
        {"Content-Length", "delivers"},
        {"Content.Type", "delivers"},
        {"Content-Anything", "delivers"},
        {"Authorization", "credentials"},
        {"Cookie", "credentials"},
        {"Set-Cookie", "credentials"},
        {"WWW-Authenticate", "credentials"},
        {"Authentication-Info", "credentials"},
        {"Proxy", "CGI"},
        {"Proxy-Connection", "CGI"},
        {"Proxy-Authorization", "CGI"},
        {"Grpc-Timeout", "gRPC"},
        {"Accept", "clients"},
        {"Accept-Encoding", "clients"},
        {"Range", "clients"},
        {"If-None-Match", "clients"},
        {"If_Range", "clients"},
        {"Origin", "clients"},
        {"Referer", "clients"},
        {"Sec-WebSocket-Key", "clients"},
        {"Sec-Fetch-Mode", "clients"},
        {"User-Agent", "clients"},
        {"Date", "answers"},
        {"Server", "answers"},
        {"Location", "answers"},
        {"Retry-After", "answers"},
        {"Cache-Control", "answers"},
        {"Forwarded", "original request"},
        {"Via", "original request"},
        {"X-Forwarded-For", "original request"},
        {"X_Forwarded_Host", "original request"},
        {"X-Forwarded-Client-Cert", "original request"},
        {"X-Original-URL", "original request"},
        {"X-Real-IP", "original request"},
        {"X-Request-Id", "original request"},
        {"traceparent", "original request"},
        {"X-Rewrite-URL", "frameworks"},
        {"X-HTTP-Method-Override", "frameworks"},
        {"X-Accel-Redirect", "proxies obey"},
        {"X-Sendfile", "proxies obey"},
        {"X-Envoy-Original-Path", "proxies obey"},
        {"X-Authgear-Login-Url", "Postern"},
        {"-", "begin or end"},
        {"---", "begin or end"},
        {"-X-Team", "begin or end"},
        {"X-Team-", "begin or end"},
        {"_X_Team", "begin or end"},
    };
    for (const auto& [name, reason] : rows)
        EXPECT_NE(why_reserved(name).find(reason), std::string::npos)
            << name << ": " << why_reserved(name);
}

TEST(ReservedHeaders, LeavesTheNamesOfUsersFree)
{
    for (const char* const name :
         {"X-Authgear-User-Id", "Remote-User", "X-Team", "X_Tier", "X-Forwarded-User",
          "X-Forwarded-Email", "X-Forwarded-Groups", "X-Forwarded-Preferred-Username",
          "X-Original-User", "X-Auth-Request-User", "X-WebAuth-User", "Hostname", "Acceptance",
          "Proxyless", "Range-Of-User", "Ifs", "Section"})
        EXPECT_EQ(why_reserved(name), "") << name;
}

} // namespace
} // namespace postern::config
