#include <postern/check/render_http.hpp>

#include <string>
#include <vector>

namespace postern::check {
namespace {

// RFC 6265 §3.1: a cookie is cleared by one that has expired.
constexpr std::string_view expired_cookie =
    "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax";

void append_line(std::string& lines, std::string_view name, std::string_view value)
{
    lines.append(name).append(": ").append(value).append("\r\n");
}

// The identity headers of a 200, each unset one in the form of the dialect.
std::string identity_lines(const dialect::dialect& dialect, const answer& answer)
{
    using dialect::unset_header;
    constexpr std::size_t usual_size = 512;
    std::string lines;
    lines.reserve(usual_size);
    std::string removed; // names of unset headers, separated by commas
    for (const resolve::identity_header& header : answer.identity) {
        if (header.value || dialect.unset == unset_header::empty)
            append_line(lines, header.name, header.value ? *header.value : std::string_view());
        else
            removed.append(removed.empty() ? "" : ",").append(header.name);
    }
    if (dialect.unset == unset_header::absent_and_named && !removed.empty())
        append_line(lines, dialect.removal_header, removed);
    return lines;
}

void append_body(std::string& body, const dialect::dialect& dialect, const answer& answer)
{
    if (dialect.body == dialect::denial_body::json && !answer.error.empty())
        body.append(R"({"error":")").append(answer.error).append("\"}");
}

} // namespace

http::reply_ptr render_http(const dialect::dialect& dialect, const answer& answer)
{
    // The headers of a denial. An answer that allows has none of these.
    std::vector<http::reply::header> headers;
    if (!answer.challenge.empty())
        headers.emplace_back("WWW-Authenticate", answer.challenge);
    if (answer.status == 503)
        headers.emplace_back("Retry-After", "1");
    if (!answer.login_url.empty())
        headers.emplace_back("Location", answer.login_url);
    if (!answer.login_url.empty() && dialect.login == dialect::login_answer::header)
        headers.emplace_back("X-Authgear-Login-Url", answer.login_url);
    if (!answer.reason.empty())
        headers.emplace_back("X-Postern-Reason", answer.reason);
    // The strings must live until the reply is made: it copies them.
    const std::string cleared = answer.cleared_cookie + std::string(expired_cookie);
    if (!answer.cleared_cookie.empty())
        headers.emplace_back("Set-Cookie", cleared);
    std::string body;
    append_body(body, dialect, answer);
    if (!body.empty())
        headers.emplace_back("Content-Type", "application/json");
    return std::make_shared<const http::reply>(
        answer.status, headers, identity_lines(dialect, answer), body
    );
}

} // namespace postern::check
