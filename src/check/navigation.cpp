#include "navigation.hpp"

#include <postern/codec/ascii.hpp>

#include <algorithm>

namespace postern::check {
namespace {

// RFC 9110 §12.5.1: media types have no case.
bool wants_html(std::string_view accept) noexcept
{
    constexpr std::string_view html = "text/html";
    return std::search(accept.begin(), accept.end(), html.begin(), html.end(), [](char a, char b) {
               return codec::to_lower(a) == b;
           }) != accept.end();
}

} // namespace

bool navigates(const resolve::auth_request& asked) noexcept
{
    const std::string_view method = asked.original.method;
    const http::head& head = asked.head;
    if ((method != "GET" && method != "HEAD") || head.find("Upgrade").count != 0 ||
        head.find("Sec-WebSocket-Key").count != 0)
        return false;
    // Fetch Metadata: browsers say what for, and scripts cannot say otherwise.
    if (const auto mode = head.find("Sec-Fetch-Mode"); mode.count != 0)
        return mode.count == 1 && mode.value == "navigate";
    return wants_html(head.find("Accept").value);
}

} // namespace postern::check
