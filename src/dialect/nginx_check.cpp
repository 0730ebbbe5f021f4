#include "nginx_check.hpp"

#include "nginx_rules.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

bool handles_requests(const nginx_level& level)
{
    return level.is("server") || level.is_location() || nginx_site::pass_of(level) != nullptr;
}

// What no rule can find: there is no check.
void report_missing_guard(nginx_site& site, const std::string& file)
{
    constexpr const char* text = "there is no auth_request at all, so Postern is never asked";
    const bool is_part = std::ranges::none_of(site.levels.all(), handles_requests);
    const bool is_empty = site.config.directives.empty();
    // A file of maps and upstreams is a part of another one.
    if (is_part && !is_empty)
        site.unseen.insert({file, 1, text + std::string(": check the file that includes it")});
    else
        site.findings.insert({file, 1, text});
}

void apply(std::span<const nginx_rule> rules, nginx_site& site, const nginx_level& level)
{
    for (const nginx_rule rule : rules)
        rule(site, level);
}

void apply_rules(nginx_site& site)
{
    for (const nginx_level& each : site.levels.all()) {
        if (site.is_check(each))
            apply(check_rules(), site, each);
        if (site.application_pass(each) != nullptr) {
            apply(identity_rules(), site, each);
            apply(passing_rules(), site, each);
        }
        apply(level_rules(), site, each);
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
    nginx_site site(config, options);
    for (const finding& each : config.errors)
        site.findings.insert({each.file, each.line, "nginx cannot read this: " + each.text});
    // Of a text that cannot be read the rest is missing: more findings would not be true.
    if (!config.errors.empty())
        return {{site.findings.begin(), site.findings.end()}, {}};
    site.unseen.insert(config.unread.begin(), config.unread.end());
    if (site.questions.empty())
        report_missing_guard(site, main.name);
    else
        apply_rules(site);
    return {
        {site.findings.begin(), site.findings.end()},
        {site.unseen.begin(), site.unseen.end()},
    };
}

} // namespace postern::dialect
