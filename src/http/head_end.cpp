// Looks at octets before a whole head has arrived.
#include <postern/http/head_parser.hpp>

namespace postern::http {
namespace {

// The delimiters of RFC 9110 §5.6.2.
constexpr std::string_view not_in_token = "\"(),/:;<=>?@[\\]{}";

} // namespace

std::size_t find_head_end(std::string_view octets, std::size_t searched) noexcept
{
    // The empty line may begin in the octets that were searched before.
    auto at = octets.find('\n', searched < 2 ? 0 : searched - 2);
    for (; at != octets.npos; at = octets.find('\n', at + 1)) {
        const auto next = octets.substr(at + 1, 2);
        // RFC 9112 §2.2: a single LF is a line end, too.
        if (next.starts_with('\n'))
            return at + 2;
        if (next == "\r\n")
            return at + 3;
    }
    return 0;
}

bool may_be_head(std::string_view octets) noexcept
{
    // RFC 9112 §2.2, §3: a head begins with an empty line or a method (RFC 9110 §5.6.2: a token).
    if (octets.starts_with('\r'))
        return octets.size() == 1 || octets[1] == '\n';
    const char c = octets.empty() ? 'G' : octets.front();
    return c > ' ' && c <= '~' && not_in_token.find(c) == not_in_token.npos;
}

} // namespace postern::http
