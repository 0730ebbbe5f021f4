#include <postern/codec/socket_address.hpp>

#include <charconv>
#include <sys/un.h>

namespace postern::codec {

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

bool is_socket_path(std::string_view path) noexcept
{
    return !path.empty() && path.size() < sizeof(sockaddr_un::sun_path) &&
           path.find('\0') == path.npos;
}

} // namespace postern::codec
