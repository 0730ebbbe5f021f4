#include "framing.hpp"

namespace postern::http {
namespace {

error_code check_body(const head& head, std::size_t limit)
{
    // This listener reads no bodies, so their size does not matter.
    if (limit == 0)
        return {};
    // A body of unknown length cannot be compared with the limit (RFC 9110 §15.5.12).
    if (head.chunked)
        return errc::length_required;
    if (head.content_length > limit)
        return errc::body_too_large;
    return {};
}

error_code check_incomplete(std::string_view octets, const framing_limits& limits)
{
    if (octets.size() > limits.head)
        return errc::head_too_large;
    return may_be_head(octets) ? error_code() : errc::bad_syntax;
}

} // namespace

framing next_request(
    std::string_view octets, framing_progress& progress, const framing_limits& limits,
    head_parser& parser, framed_request& request, error_code& error
)
{
    // The head is complete and its body is not.
    if (octets.size() < progress.needed)
        return framing::incomplete;

    // Find the end of the head. A head that can never become valid is refused before it is
    // complete.
    const auto end = find_head_end(octets, progress.needed == 0 ? progress.searched : 0);
    if (end == 0) {
        progress.searched = octets.size();
        error = check_incomplete(octets, limits);
        return error ? framing::refused : framing::incomplete;
    }

    // Parse the head, and check the announced length before any octet of the body is awaited.
    const auto head = parser.parse(octets.substr(0, end));
    error = head ? check_body(*head, limits.body) : head.error();
    if (error)
        return framing::refused;

    // Wait for the body, if this listener reads bodies.
    const auto body = limits.body == 0 ? 0 : static_cast<std::size_t>(head->content_length);
    if (octets.size() < end + body) {
        progress.needed = end + body;
        return framing::incomplete;
    }
    request.head = *head;
    request.octets = octets.substr(0, end);
    request.body = octets.substr(end, body);
    request.unread_body = limits.body == 0 && (head->chunked || head->content_length > 0);
    progress = {};
    return framing::complete;
}

} // namespace postern::http
