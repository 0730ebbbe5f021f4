// The endpoints that exist without any configuration, and the rules that each dialect begins with.
#include <postern/check/options.hpp>

namespace postern::check {

resolve::rules default_rules(const dialect::dialect& speaks)
{
    const bool enforce = speaks.mode == resolve::mode::enforce;
    resolve::rules rules;
    rules.mode = speaks.mode;
    rules.credentials = {{}, {resolve::credential_source::kind::session, "session"}};
    rules.on_invalid = enforce ? resolve::on_invalid::stop : resolve::on_invalid::next;
    rules.tripwire = enforce ? resolve::tripwire::deny : resolve::tripwire::count;
    return rules;
}

std::vector<endpoint_options> default_endpoints()
{
    std::vector<endpoint_options> all;
    for (const dialect::dialect& speaks : dialect::dialects())
        for (const std::string_view path : speaks.default_paths)
            all.push_back({std::string(path), &speaks, default_rules(speaks)});
    return all;
}

} // namespace postern::check
