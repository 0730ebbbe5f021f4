#include <postern/check/render_http.hpp>

#include "denial.hpp"

#include <string>
#include <vector>

namespace postern::check {
namespace {

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

} // namespace

http::reply_ptr render_http(const dialect::dialect& dialect, const answer& answer)
{
    // The strings live until the reply is made: it copies them.
    const std::vector<denial_header> denied = denial_headers(dialect, answer);
    std::vector<http::reply::header> headers;
    headers.reserve(denied.size());
    for (const denial_header& each : denied)
        headers.emplace_back(each.name, each.value);
    return std::make_shared<const http::reply>(
        answer.status, headers, identity_lines(dialect, answer), denial_body(dialect, answer)
    );
}

} // namespace postern::check
