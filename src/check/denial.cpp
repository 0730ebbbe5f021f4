#include "denial.hpp"

namespace postern::check {
namespace {

// RFC 6265 §3.1: a cookie is cleared by one that has expired.
constexpr std::string_view expired_cookie =
    "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax";

bool has_body(const dialect::dialect& dialect, const answer& answer)
{
    return dialect.body == dialect::denial_body::json && !answer.error.empty();
}

} // namespace

std::vector<denial_header> denial_headers(const dialect::dialect& dialect, const answer& answer)
{
    std::vector<denial_header> headers;
    if (!answer.challenge.empty())
        headers.push_back({"WWW-Authenticate", answer.challenge});
    if (answer.status == 503)
        headers.push_back({"Retry-After", "1"});
    if (!answer.login_url.empty())
        headers.push_back({"Location", answer.login_url});
    if (!answer.login_url.empty() && dialect.login == dialect::login_answer::header)
        headers.push_back({"X-Authgear-Login-Url", answer.login_url});
    if (!answer.reason.empty())
        headers.push_back({"X-Postern-Reason", answer.reason});
    if (!answer.cleared_cookie.empty())
        headers.push_back({"Set-Cookie", answer.cleared_cookie + std::string(expired_cookie)});
    if (has_body(dialect, answer))
        headers.push_back({"Content-Type", "application/json"});
    return headers;
}

std::string denial_body(const dialect::dialect& dialect, const answer& answer)
{
    return has_body(dialect, answer) ? R"({"error":")" + std::string(answer.error) + "\"}"
                                     : std::string();
}

} // namespace postern::check
