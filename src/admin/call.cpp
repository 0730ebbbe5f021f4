#include "call.hpp"

#include <postern/codec/uri.hpp>

#include <algorithm>
#include <charconv>

namespace postern::admin {
namespace {

constexpr std::size_t most_listed = 500;

bool read_limit(std::string_view text, std::size_t& into)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && into > 0 &&
           into <= most_listed;
}

bool read_parameter(std::string_view name, const std::string& value, page_request& into)
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

void call::audit(std::string_view action, std::string_view target, const error_code& failed) const
{
    const std::string why = failed ? failed.message() : "done";
    if (does.audit)
        does.audit({action, target, why, client});
}

std::optional<page_request> parse_page_request(std::string_view query)
{
    page_request read;
    std::vector<std::string_view> names;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const auto equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const bool doubled = std::ranges::find(names, name) != names.end();
        const auto value = codec::percent_decode(
            equals == pair.npos ? std::string_view() : pair.substr(equals + 1)
        );
        if (!value || doubled || !read_parameter(name, *value, read))
            return std::nullopt;
        names.push_back(name);
    }
    return read;
}

error_code why_not(const result<bool>& done, const error_code& missing)
{
    if (done.has_error())
        return done.error();
    return *done ? error_code() : missing;
}

boost::json::object unreadable(std::string_view id)
{
    return {{"id", id}, {"unreadable", true}};
}

http::reply_ptr bad_query()
{
    return problem(400, "a query parameter is unknown, doubled or out of range");
}

http::reply_ptr refusal(const error_code& why, std::string_view detail)
{
    const std::string words = why.message();
    if (classify(why) == failure::malformed)
        return problem(400, detail.empty() ? words : detail);
    return problem(503, words, {{"Retry-After", "1"}});
}

} // namespace postern::admin
