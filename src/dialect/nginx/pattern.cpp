#include "pattern.hpp"

#include <postern/codec/ascii.hpp>

#include <boost/regex.hpp>

#include <algorithm>

namespace postern::dialect {

std::optional<bool> matches(std::string_view pattern, const std::string& text, bool ignoring_case)
{
    boost::regex::flag_type syntax = boost::regex::perl;
    if (ignoring_case)
        syntax |= boost::regex::icase;
    try {
        return boost::regex_search(text, boost::regex(pattern.begin(), pattern.end(), syntax));
    } catch (const std::runtime_error&) {
        return {}; // it is no pattern to Boost.Regex, or takes too many steps
    }
}

std::string plain_begin(std::string_view pattern)
{
    constexpr std::string_view plain = "/-_~@%,";
    constexpr std::string_view may_be_none = "?*{";
    if (!pattern.starts_with('^'))
        return {};
    std::string begin;
    for (std::size_t i = 1; i < pattern.size(); ++i) {
        const bool is_escaped =
            pattern[i] == '\\' && i + 1 < pattern.size() && !codec::is_alphanumeric(pattern[i + 1]);
        if (is_escaped)
            ++i;
        else if (!codec::is_alphanumeric(pattern[i]) && plain.find(pattern[i]) == plain.npos)
            break;
        // The character before one of these may be missing.
        if (i + 1 < pattern.size() && may_be_none.find(pattern[i + 1]) != may_be_none.npos)
            break;
        begin += pattern[i];
    }
    return begin;
}

std::string first_extension(std::string_view pattern)
{
    const std::size_t dot = pattern.find("\\.");
    if (dot == pattern.npos)
        return {};
    pattern.remove_prefix(dot + 2);
    for (const std::string_view opening : {"(", "?:"})
        if (pattern.starts_with(opening))
            pattern.remove_prefix(opening.size());
    const auto end = std::ranges::find_if_not(pattern, codec::is_alphanumeric);
    return end == pattern.begin() ? ".any" : '.' + std::string(pattern.begin(), end);
}

} // namespace postern::dialect
