#include "prefixed.hpp"

#include <postern/dialect/original.hpp>
#include <postern/http/head.hpp>

namespace postern::dialect {

unreadable read_prefixed(
    const http::head& head, std::string_view endpoint, resolve::original_request& original
)
{
    // What follows the prefix is the client's target, as it was sent.
    if (!head.target.starts_with(endpoint))
        return {resolve::errc::uri_invalid, "target"};
    original.method = head.method;
    original.uri = head.target.substr(endpoint.size());
    if (!original.uri.starts_with('/'))
        original.uri = "/";

    // Each of the fields may be there once; the client's address need not be known.
    unreadable found = read_single(head, "Host", original.host);
    if (!found.reason)
        found = read_single(head, "X-Forwarded-Proto", original.scheme);
    if (!found.reason && head.fields.find("X-Forwarded-For").count != 0)
        found = read_single(head, "X-Forwarded-For", original.client);
    if (found.reason)
        return found;
    original.client = rightmost_address(original.client);
    return check_original(original, {"method", "target", "Host", "X-Forwarded-Proto"});
}

} // namespace postern::dialect
