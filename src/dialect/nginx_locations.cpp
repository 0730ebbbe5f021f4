#include "nginx_locations.hpp"

#include "nginx_text.hpp"

#include <algorithm>
#include <functional>

namespace postern::dialect {

using namespace nginx_text;

std::string nginx_login_page(const snippet_options& options)
{
    if (options.login_path.empty())
        return {};
    std::string path = options.login_path;
    while (path.ends_with('/'))
        path.pop_back();
    // Below `/` would be everything.
    std::string text(login_page_part);
    if (!path.empty())
        text += below_login_page_part;
    replace(text, "%login_path%", path.empty() ? "/" : path);
    return text;
}

// The longest path comes first, because nginx takes the first of these locations that fits.
std::string nginx_protected_locations(const snippet_options& options)
{
    auto paths = options.protected_paths;
    std::ranges::stable_sort(paths, std::greater<>(), [](const protected_path& each) {
        return each.path.size();
    });
    std::string text;
    for (const protected_path& each : paths) {
        std::string location(protected_part), pattern = each.path;
        replace(location, "%path%", each.path);
        for (auto dot = pattern.find('.'); dot != pattern.npos; dot = pattern.find('.', dot + 2))
            pattern.insert(dot, 1, '\\');
        replace(location, "%pattern%", pattern);
        replace(location, "%own_endpoint%", each.endpoint);
        text += location;
    }
    return text;
}

} // namespace postern::dialect
