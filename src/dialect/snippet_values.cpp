#include "snippet_values.hpp"

#include <postern/codec/ascii.hpp>

#include <algorithm>
#include <functional>

namespace postern::dialect {
namespace {

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), codec::to_lower);
    return text;
}

} // namespace

std::string seconds(std::chrono::milliseconds time)
{
    const std::string rest = std::to_string(time.count() % 1000);
    return std::to_string(time.count() / 1000) + '.' + std::string(3 - rest.size(), '0') + rest;
}

std::string every_spelling(std::string_view header)
{
    std::string pattern = "(?i)";
    for (const char c : header)
        pattern += c == '-' ? std::string("[^a-z0-9]") : std::string(1, codec::to_lower(c));
    return pattern;
}

std::vector<std::string> removed_headers(const std::vector<std::string>& identity)
{
    std::vector<std::string> all = identity;
    all.insert(all.end(), std::begin(misleading_headers), std::end(misleading_headers));
    return all;
}

std::string items(const std::vector<std::string>& names, std::size_t indent)
{
    std::string lines;
    for (const std::string& name : names)
        lines += std::string(indent, ' ') + "- " + name + '\n';
    return lines;
}

std::string lower_case_items(const std::vector<std::string>& names, std::size_t indent)
{
    return lower(items(names, indent));
}

std::string lua_keys(const std::vector<std::string>& names, std::size_t indent)
{
    std::string lines;
    for (const std::string& name : names)
        lines += std::string(indent, ' ') + "[\"" + lower(name) + "\"] = true,\n";
    return lines;
}

std::string host_of(std::string_view server)
{
    return std::string(server.substr(0, server.rfind(':')));
}

std::string port_of(std::string_view server)
{
    return std::string(server.substr(server.rfind(':') + 1));
}

std::vector<protected_path> longest_first(std::vector<protected_path> paths)
{
    std::ranges::stable_sort(paths, std::greater<>(), [](const protected_path& each) {
        return each.path.size();
    });
    return paths;
}

} // namespace postern::dialect
