// The table of reserved header names.
#include "reserved_headers.hpp"

#include <postern/codec/ascii.hpp>

#include <algorithm>
#include <span>

namespace postern::config {
namespace {

// A name that ends with `-*` stands for all names that begin so.
struct reserved
{
    std::string_view reason;
    std::span<const std::string_view> names;
};

// RFC 9110 §7, RFC 9112 §6-7, RFC 8441
constexpr std::string_view of_messages[] = {
    "connection", "content-*",      "early-data",        "expect",
    "host",       "http2-settings", "keep-alive",        "max-forwards",
    "te",         "trailer",        "transfer-encoding", "upgrade",
};
// RFC 9110 §11, RFC 6265. A CGI program takes the header Proxy for its variable HTTP_PROXY.
constexpr std::string_view of_credentials[] = {
    "authentication-*", "authorization", "cookie",           "cookie2",
    "set-cookie",       "set-cookie2",   "www-authenticate",
};
constexpr std::string_view of_programs[] = {"proxy", "proxy-*", "grpc-*"};
// RFC 9110 §10.1, §12.5, §13.1 and §14.2, the Fetch standard
constexpr std::string_view of_clients[] = {
    "accept", "accept-*", "access-control-*", "dnt",   "if-*",       "origin",
    "prefer", "range",    "referer",          "sec-*", "user-agent",
};
// RFC 9110 §8 and §10.2, RFC 9111 §5
constexpr std::string_view of_answers[] = {
    "age",    "allow",   "alt-svc",     "cache-control", "clear-site-data",
    "date",   "etag",    "expires",     "last-modified", "location",
    "pragma", "refresh", "retry-after", "server",        "strict-transport-security",
    "vary",   "warning",
};
// RFC 7239, RFC 9110 §7.6.3, W3C Trace Context
constexpr std::string_view of_originals[] = {
    "cf-connecting-ip", "client-ip", "forwarded",    "traceparent",         "tracestate",
    "true-client-ip",   "via",       "x-client-ip",  "x-cluster-client-ip", "x-forwarded-*",
    "x-original-*",     "x-real-ip", "x-request-id",
};
constexpr std::string_view of_frameworks[] = {
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-rewrite-url",
};
constexpr std::string_view of_proxies[] = {
    "x-accel-*", "x-envoy-*", "x-lighttpd-send-file", "x-sendfile", "x-sendfile2",
};
constexpr std::string_view of_postern[] = {"x-authgear-login-url", "x-postern-reason"};

constexpr reserved table[] = {
    {"HTTP delivers messages with it", of_messages},
    {"HTTP carries credentials in it", of_credentials},
    {"CGI programs, gRPC or proxies read it", of_programs},
    {"clients describe themselves, or the answer that they want, with it", of_clients},
    {"HTTP describes answers with it", of_answers},
    {"proxies describe the original request with it", of_originals},
    {"frameworks take the method or the path of a request from it", of_frameworks},
    {"proxies obey it", of_proxies},
    {"Postern itself answers with it", of_postern},
};

// oauth2-proxy and others name the user with these, and no proxy reads them.
constexpr std::string_view free_names[] = {
    "x-forwarded-email", "x-forwarded-groups", "x-forwarded-preferred-username",
    "x-forwarded-user",  "x-original-user",
};

bool fits(std::string_view name, std::string_view pattern)
{
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1))
                                  : name == pattern;
}

} // namespace

std::string fold_header_name(std::string_view name)
{
    std::string text(name);
    std::ranges::transform(text, text.begin(), codec::fold_header_character);
    return text;
}

std::string_view why_reserved(std::string_view name)
{
    const std::string folded = fold_header_name(name);
    if (folded.starts_with('-') || folded.ends_with('-'))
        return "proxies and applications disagree on names that begin or end with `-`";
    if (std::ranges::find(free_names, folded) != std::end(free_names))
        return {};
    for (const reserved& each : table)
        for (const std::string_view pattern : each.names)
            if (fits(folded, pattern))
                return each.reason;
    return {};
}

} // namespace postern::config
