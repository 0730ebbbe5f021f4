#include <postern/http/address.hpp>
#include <postern/http/service.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <cstring>
#include <functional>

namespace postern::http {
namespace {

// Returns the part of `to` that has the offset and size of `part` in `from`. If `part` is not a
// view of `from`, it is returned unchanged.
std::string_view rebase(std::string_view part, std::string_view from, std::string_view to) noexcept
{
    const std::less<> before;
    if (part.empty() || before(part.data(), from.data()) ||
        !before(part.data(), from.data() + from.size()))
        return part.empty() ? std::string_view() : part;
    return to.substr(static_cast<std::size_t>(part.data() - from.data()), part.size());
}

} // namespace

owned_request::owned_request(
    const http::head& head, std::string_view octets, std::string body, const endpoint& peer
)
    : octets_(octets), body_(std::move(body)), head_(head), peer_(peer)
{
    // The views of `head` end with the buffer of the worker. Make the same views of our own copy.
    const auto own = [&](std::string_view part) { return rebase(part, octets, octets_); };
    fields_.reserve(head.fields.size());
    for (const field& each : head.fields)
        fields_.push_back({each.id, own(each.name), own(each.value)});
    head_.method = own(head.method);
    head_.target = own(head.target);
    head_.path = own(head.path);
    head_.fields = fields_;
}

std::string owned_request::client() const
{
    const int family = peer_.protocol().family();
    if (family == AF_UNIX)
        return "unix";
    if (family != AF_INET && family != AF_INET6)
        return "unknown";
    // Asio cannot convert a generic endpoint, so copy its octets.
    boost::asio::ip::tcp::endpoint tcp;
    std::memcpy(tcp.data(), peer_.data(), std::min(peer_.size(), tcp.capacity()));
    return listen_address{listen_address::kind::tcp, tcp.address().to_string(), tcp.port(), {}}
        .text();
}

} // namespace postern::http
