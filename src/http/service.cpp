#include <postern/http/service.hpp>

#include <functional>

namespace postern::http {
namespace {

// The same part of `to` that `part` is of `from`. What lies outside (a literal) stays as it is.
std::string_view rebase(std::string_view part, std::string_view from, std::string_view to) noexcept
{
    const std::less<> before;
    if (part.empty() || before(part.data(), from.data()) ||
        !before(part.data(), from.data() + from.size()))
        return part.empty() ? std::string_view() : part;
    return to.substr(static_cast<std::size_t>(part.data() - from.data()), part.size());
}

} // namespace

owned_request::owned_request(const http::head& head, std::string_view octets, std::string body)
    : octets_(octets), body_(std::move(body)), head_(head)
{
    const auto own = [&](std::string_view part) { return rebase(part, octets, octets_); };
    fields_.reserve(head.fields.size());
    for (const field& each : head.fields)
        fields_.push_back({each.id, own(each.name), own(each.value)});
    head_.method = own(head.method);
    head_.target = own(head.target);
    head_.path = own(head.path);
    head_.fields = fields_;
}

} // namespace postern::http
