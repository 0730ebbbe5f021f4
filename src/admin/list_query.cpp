#include "list_query.hpp"

#include <postern/codec/uri.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

namespace postern::admin {
namespace {

// The largest page. It limits the memory that one answer needs.
constexpr std::size_t max_limit = 500;

bool read_limit(std::string_view text, std::size_t& into)
{
    // The number must be the whole text: `10x` is refused.
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && into > 0 &&
           into <= max_limit;
}

bool read_parameter(std::string_view name, const std::string& value, list_query& into)
{
    if (name == "limit")
        return read_limit(value, into.limit);
    if (name == "cursor")
        into.cursor = value;
    else if (name == "user")
        into.user = value;
    else
        return false;
    return true;
}

} // namespace

std::optional<list_query> parse_list_query(std::string_view query)
{
    list_query read;
    std::vector<std::string_view> names;
    while (!query.empty()) {
        // Take one `name=value` from the front.
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const auto equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        // A parameter without `=` has an empty value.
        const auto value = codec::percent_decode(
            equals == pair.npos ? std::string_view() : pair.substr(equals + 1)
        );
        // Refuse every bad parameter, so that no mistake of the operator is ignored.
        const bool is_duplicate = std::ranges::find(names, name) != names.end();
        if (!value || is_duplicate || !read_parameter(name, *value, read))
            return std::nullopt;
        names.push_back(name);
    }
    return read;
}

} // namespace postern::admin
