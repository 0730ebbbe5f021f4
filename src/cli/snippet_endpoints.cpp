#include "snippet_endpoints.hpp"

#include "command.hpp"

#include <algorithm>

namespace postern::cli {
namespace {

using words = std::vector<std::string>;

// `a`, `a and b` or `a, b and c`
std::string in_a_row(const words& list)
{
    std::string text;
    for (std::size_t i = 0; i < list.size(); ++i)
        text += (i == 0 ? "" : i + 1 == list.size() ? " and " : ", ") + list[i];
    return text;
}

words paths_of(const endpoint_list& endpoints, const dialect::dialect& dialect)
{
    words paths;
    for (const check::endpoint_options& each : endpoints)
        if (each.dialect == &dialect)
            paths.push_back(each.path);
    return paths;
}

bool is_used(const dialect::snippet_options& options, const std::string& path)
{
    return path == options.endpoint ||
           std::ranges::any_of(options.protected_paths, [&](const dialect::protected_path& each) {
               return each.endpoint == path;
           });
}

std::string with_policy(const check::endpoint_options& endpoint)
{
    const auto& policy = endpoint.rules.policy;
    return endpoint.path + (policy ? " (policy " + policy->name + ")" : "");
}

} // namespace

const check::endpoint_options& find_endpoint(
    const endpoint_list& endpoints, const dialect::dialect& dialect, const std::string& path
)
{
    const auto found = std::ranges::find_if(endpoints, [&](const auto& each) {
        return each.dialect == &dialect && (path.empty() || each.path == path);
    });
    if (found != endpoints.end())
        return *found;
    const std::string name(dialect.name), none = "no endpoint of the dialect " + name;
    const words paths = paths_of(endpoints, dialect);
    if (paths.empty())
        throw refused(none + ": add " + name + " to default_endpoints, or one to endpoints");
    throw refused(
        none + " has the path " + path + "; there " + (paths.size() == 1 ? "is " : "are ") +
        in_a_row(paths)
    );
}

dialect::protected_path read_protected(
    const std::string& text, const endpoint_list& endpoints, const dialect::dialect& dialect
)
{
    const std::size_t equals = text.find('=');
    const std::string endpoint = equals == text.npos ? "" : text.substr(equals + 1);
    if (!text.starts_with('/') || !endpoint.starts_with('/'))
        throw refused("--protect: use PATH=ENDPOINT, such as /admin=/authz/staff; the endpoint "
                      "says which policy counts");
    return {text.substr(0, equals), find_endpoint(endpoints, dialect, endpoint).path};
}

std::string describe_unused(
    const endpoint_list& endpoints, const dialect::dialect& dialect,
    const dialect::snippet_options& options
)
{
    words unused;
    for (const check::endpoint_options& each : endpoints)
        if (each.dialect == &dialect && !is_used(options, each.path))
            unused.push_back(with_policy(each));
    if (unused.empty())
        return {};
    return "This text asks the endpoint " + options.endpoint + " and does not use " +
           in_a_row(unused) + ": choose another one with --endpoint PATH.\n";
}

} // namespace postern::cli
