#include "locations.hpp"

#include "../fill_in.hpp"
#include "../snippet_values.hpp"
#include "text.hpp"

namespace postern::dialect {

using namespace nginx_text;

std::string nginx_login_page(const snippet_options& options)
{
    if (options.login_path.empty())
        return {};
    return fill_in(login_page_part, {{"%login_path%", options.login_path}});
}

// The longest path comes first, because nginx takes the first of these locations that fits.
std::string nginx_protected_locations(const snippet_options& options)
{
    std::string text;
    for (const protected_path& each : longest_first(options.protected_paths)) {
        std::string location(protected_part), pattern = each.path;
        replace_all(location, "%path%", each.path);
        for (auto dot = pattern.find('.'); dot != pattern.npos; dot = pattern.find('.', dot + 2))
            pattern.insert(dot, 1, '\\');
        replace_all(location, "%pattern%", pattern);
        replace_all(location, "%own_endpoint%", each.endpoint);
        text += location;
    }
    return text;
}

} // namespace postern::dialect
