#include <postern/codec/ascii.hpp>

#include "refresh.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace postern::issuers {
namespace {

std::optional<std::chrono::seconds> seconds_of(std::string_view text)
{
    // RFC 9111 §5.2: a recipient accepts the quoted form, too.
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    constexpr std::int64_t largest = std::int64_t{1} << 31;
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_too_large = read.ec == std::errc::result_out_of_range || number > largest;
    return std::chrono::seconds(is_too_large ? largest : number);
}

} // namespace

std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control)
{
    constexpr std::string_view name = "max-age=";
    std::optional<std::chrono::seconds> found;
    while (!cache_control.empty()) {
        const auto comma = cache_control.find(',');
        std::string directive(codec::without_white_space(cache_control.substr(0, comma)));
        std::ranges::transform(directive, directive.begin(), codec::to_lower);
        cache_control.remove_prefix(
            comma == std::string_view::npos ? cache_control.size() : comma + 1
        );
        if (directive == "no-store" || directive == "no-cache")
            return std::chrono::seconds(0);
        if (directive.starts_with(name) && !found)
            found = seconds_of(std::string_view(directive).substr(name.size()));
    }
    return found;
}

} // namespace postern::issuers
