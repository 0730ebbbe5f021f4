#include "check.hpp"

#include "rules.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

bool handles_requests(const nginx_level& level)
{
    return level.is("server") || level.is_location() || nginx_checked::pass_of(level) != nullptr;
}

// What no rule can find: there is no check.
void report_missing_guard(nginx_checked& checked, const std::string& file)
{
    constexpr const char* text = "there is no auth_request at all, so Postern is never asked";
    const bool is_part = std::ranges::none_of(checked.levels.all(), handles_requests);
    const bool is_empty = checked.config.directives.empty();
    // A file of maps and upstreams is a part of another one.
    if (is_part && !is_empty)
        checked.unseen.insert({file, 1, text + std::string(": check the file that includes it")});
    else
        checked.findings.insert({file, 1, text});
}

void apply(std::span<const nginx_rule> rules, nginx_checked& checked, const nginx_level& level)
{
    for (const nginx_rule rule : rules)
        rule(checked, level);
}

void apply_rules(nginx_checked& checked)
{
    for (const nginx_level& each : checked.levels.all()) {
        if (checked.is_check(each))
            apply(check_rules(), checked, each);
        if (checked.application_pass(each) != nullptr) {
            apply(identity_rules(), checked, each);
            apply(passing_rules(), checked, each);
            apply(open_rules(), checked, each);
        }
        apply(level_rules(), checked, each);
        apply(path_rules(), checked, each);
    }
}

} // namespace

const nginx_directive& culprit(const nginx_level& level, std::string_view name)
{
    const nginx_directive& line = *own_line(level, name);
    return level.block == nullptr || level.block->file == line.file ? line : *level.block;
}

proxy_check_report check_nginx(
    const proxy_file& main, const proxy_includes& includes, const proxy_check_options& options
)
{
    const nginx_config config = read_nginx(main, includes);
    nginx_checked checked(config, options);
    for (const finding& each : config.errors)
        checked.findings.insert({each.file, each.line, "nginx cannot read this: " + each.text});
    // Of a text that cannot be read the rest is missing: more findings would not be true.
    if (!config.errors.empty())
        return {{checked.findings.begin(), checked.findings.end()}, {}};
    checked.unseen.insert(config.unread.begin(), config.unread.end());
    if (checked.questions.empty())
        report_missing_guard(checked, main.name);
    else
        apply_rules(checked);
    return {
        {checked.findings.begin(), checked.findings.end()},
        {checked.unseen.begin(), checked.unseen.end()},
    };
}

} // namespace postern::dialect
