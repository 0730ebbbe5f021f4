// The endpoints that exist without any configuration, and the rules that each dialect begins with.
#include <postern/check/options.hpp>

namespace postern::check {

resolve::rules default_rules(const dialect::dialect& dialect)
{
    const bool enforce = dialect.mode == resolve::mode::enforce;
    resolve::rules rules;
    rules.mode = dialect.mode;
    rules.credentials = {{}, {resolve::credential_source::kind::session, "session"}};
    rules.on_invalid = enforce ? resolve::on_invalid::stop : resolve::on_invalid::next;
    rules.tripwire = enforce ? resolve::tripwire::deny : resolve::tripwire::count;
    return rules;
}

bool has_path(const endpoint_options& endpoint, std::string_view path) noexcept
{
    if (!path.starts_with(endpoint.path))
        return false;
    const std::string_view rest = path.substr(endpoint.path.size());
    return rest.empty() || (endpoint.dialect->is_prefix && rest.starts_with('/'));
}

std::vector<endpoint_options> default_endpoints()
{
    std::vector<endpoint_options> all;
    for (const dialect::dialect* each : dialect::dialects())
        for (const std::string_view path : each->default_paths)
            all.push_back({std::string(path), each, default_rules(*each)});
    return all;
}

} // namespace postern::check
