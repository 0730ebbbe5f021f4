#include <postern/http/head_parser.hpp>
#include <postern/http/reply.hpp>

#include <boost/beast/http/status.hpp>

#include <map>
#include <stdexcept>

namespace postern::http {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view close_line = "Connection: close\r\n";
constexpr std::string_view keep_line = "Connection: keep-alive\r\n";

void append(std::string& out, std::initializer_list<std::string_view> parts)
{
    for (const auto part : parts)
        out.append(part);
}

// A line break in a header would begin another header, or the body.
void refuse_line_breaks(std::string_view text)
{
    static constexpr std::string_view forbidden("\r\n\0", 3);
    if (text.find_first_of(forbidden) != text.npos)
        throw std::invalid_argument("line break in a reply's header");
}

void append_status_line(std::string& out, unsigned status)
{
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    append(
        out, {"HTTP/1.1 ", std::to_string(status), " ", {reason.data(), reason.size()}, line_end}
    );
}

} // namespace

reply::reply(
    unsigned status, const std::vector<header>& headers, std::string_view block,
    std::string_view body
)
    : status_(status)
{
    // Reserve the memory at once, with 4 octets for ": " and the line end of each header.
    constexpr std::size_t fixed_lines = 112; // octets of the longest ones
    std::size_t size = fixed_lines + block.size() + body.size();
    for (const auto& [name, value] : headers)
        size += name.size() + value.size() + 4;
    octets_.reserve(size);
    // Remember the end of the status line: append_to() adds a Connection field there.
    append_status_line(octets_, status);
    status_line_size_ = octets_.size();
    if (status != 204) // RFC 9110 §8.6
        append(octets_, {"Content-Length: ", std::to_string(body.size()), line_end});
    append(octets_, {"Cache-Control: no-store", line_end});
    // Append the headers, the block of further lines, and the empty line that ends the head.
    for (const auto& [name, value] : headers) {
        refuse_line_breaks(name);
        refuse_line_breaks(value);
        append(octets_, {name, ": ", value, line_end});
    }
    append(octets_, {block, line_end});
    head_size_ = octets_.size();
    if (status != 204)
        octets_.append(body);
}

void reply::append_to(std::string& out, bool close, unsigned version, bool head_only) const
{
    const std::string_view all(octets_);
    // RFC 9110 §9.3.2: the response to HEAD has no body.
    const auto end = head_only ? head_size_ : all.size();
    out.append(all.substr(0, status_line_size_));
    // RFC 9112 §9.3: HTTP/1.1 keeps the connection open by default, HTTP/1.0 closes it.
    if (close)
        out.append(close_line);
    else if (version == 10)
        out.append(keep_line);
    out.append(all.substr(status_line_size_, end - status_line_size_));
}

reply_ptr plain_reply(unsigned status)
{
    const auto make = [](unsigned each) {
        return std::make_shared<const reply>(
            each, std::vector<reply::header>{}, std::string_view(), std::string_view()
        );
    };
    // The usual replies are made once. They have no headers and no body of their own.
    static const auto made = [&make] {
        std::map<unsigned, reply_ptr> replies;
        for (const unsigned each :
             {200u, 204u, 400u, 401u, 403u, 404u, 405u, 411u, 413u, 431u, 500u, 503u})
            replies.emplace(each, make(each));
        return replies;
    }();
    const auto found = made.find(status);
    return found != made.end() ? found->second : make(status);
}

// RFC 6585 §5 (431), RFC 9110 §15.5.14 (413), §15.5.12 (411), §15.5.1 (400).
reply_ptr reply_to(const error_code& parse_error)
{
    if (parse_error == errc::head_too_large)
        return plain_reply(431);
    if (parse_error == errc::body_too_large)
        return plain_reply(413);
    if (parse_error == errc::length_required)
        return plain_reply(411);
    return plain_reply(400);
}

} // namespace postern::http
