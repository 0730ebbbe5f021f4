// Whether the check is asked at each level, before anything else answers.
#include "error_page.hpp"
#include "rules.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

void asks_a_location(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* guard = nginx_checked::guard_of(level);
    if (guard == nullptr || !checked.is_in_server(level))
        return;
    const nginx_level& server = checked.levels.server_of(level);
    const std::string& uri = guard->argument(0);
    if (checked.find_check(server, uri) != nullptr)
        return;
    const nginx_level* other = checked.levels.find_location(server, uri);
    // The location may be in the file that includes this one.
    if (server.block == nullptr)
        checked.report_unseen(*guard, "the location of " + uri);
    else
        checked.report(
            *guard, "auth_request: no location of this server is for " + uri +
                        (other == nullptr ? ""
                                          : ": " + other->text() +
                                                " answers in place of Postern, and its success "
                                                "lets requests in")
        );
}

// satisfy any: what another module allows is not asked.
void wants_every_check(nginx_checked& checked, const nginx_level& level)
{
    if (is_guarded_location(checked, level) && is_set_to(level, "satisfy", "any"))
        checked.report(
            *line_in_effect(level, "satisfy"),
            "satisfy any: allow or auth_basic is enough, without the check"
        );
}

void keeps_denials(nginx_checked& checked, const nginx_level& level)
{
    if (!is_guarded_location(checked, level))
        return;
    for (const auto& [line, statuses] : find_replaced(checked, level, {"401", "403", "500"}))
        checked.report(*line, "error_page: a denial (" + statuses + ") becomes a success");
}

// A location with an error page of its own loses those of the check.
void keeps_error_pages(nginx_checked& checked, const nginx_level& level)
{
    if (!is_guarded_location(checked, level) || own_line(level, "error_page") == nullptr)
        return;
    const nginx_lines own = own_lines(level, "error_page");
    const nginx_lines inherited = lines_in_effect(*level.outer, "error_page");
    std::string lost;
    for (const std::string_view status : {"401", "403", "500"})
        if (find_error_page(inherited, status) != nullptr &&
            find_error_page(own, status) == nullptr)
            lost += (lost.empty() ? "" : ", ") + std::string(status);
    if (!lost.empty())
        checked.report(
            culprit(level, "error_page"),
            level.text() + ": an own error_page drops all inherited ones: those of " + lost
        );
}

// Of two pages for one status nginx takes the first.
void uses_each_error_page(nginx_checked& checked, const nginx_level& level)
{
    if (nginx_checked::guard_of(level) == nullptr)
        return;
    const nginx_lines lines = own_lines(level, "error_page");
    for (const std::string_view status : {"401", "403", "500"}) {
        const nginx_directive* first = find_error_page(lines, status);
        const auto other = std::ranges::find_if(lines, [&](const nginx_directive* each) {
            return each != first && find_error_page({each}, status) != nullptr;
        });
        if (other != lines.end())
            checked.report(
                *first, level.text() + ": error_page: nginx takes this page for " +
                            std::string(status) + ", and not the one of " + (*other)->file + ':' +
                            std::to_string((*other)->line)
            );
    }
}

// `return` runs before auth_request. A denial or a redirect hides nothing where nobody
// expects the check, nor in an `if`.
void answers_after_the_check(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* line = own_line(level, "return");
    if (line == nullptr || nginx_checked::guard_of(level) == nullptr || checked.is_check(level))
        return;
    const bool expected = level.is("server") || expects_check(checked, level);
    if (line->argument(0).starts_with('2') || (expected && !level.is("if")))
        checked.report(*line, level.text() + ": return answers before the check");
}

// The last argument of try_files is a path that nginx looks up anew. No location inherits it.
void tries_no_application(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* line = own_line(level, "try_files");
    if (!level.is_location() || line == nullptr || line->arguments.empty())
        return;
    const std::string& last = line->arguments.back();
    const std::string path = last.substr(0, last.find_first_of("?$"));
    const nginx_level& server = checked.levels.server_of(level);
    const nginx_level* target = checked.levels.find_target(server, path);
    if (target == nullptr || checked.application_pass(*target) == nullptr)
        return;
    const bool asked_here = nginx_checked::guard_of(level) != nullptr;
    const bool asked_there = nginx_checked::guard_of(*target) != nullptr;
    if (!asked_there)
        checked.report(
            *line, level.text() + ": try_files: " + target->text() +
                       " passes requests on without a check of its own"
        );
    else if (asked_here)
        checked.report(
            *line, level.text() + ": try_files: " + target->text() + " asks Postern a second time"
        );
}

// Many applications read a name with other signs like the identity header with dashes.
void drops_other_names(nginx_checked& checked, const nginx_level& level)
{
    constexpr std::string_view effect =
        "a client's identity header passes with another sign in place of a dash";
    for (const auto& [name, bad] : {
             std::pair("underscores_in_headers", "on"),
             std::pair("ignore_invalid_headers", "off"),
         })
        if (const auto* line = own_line(level, name); line != nullptr && line->argument(0) == bad)
            checked.report(*line, std::string(name) + ' ' + bad + ": " + std::string(effect));
}

constexpr nginx_rule rules[] = {
    asks_a_location,         wants_every_check,    keeps_denials,     keeps_error_pages,
    answers_after_the_check, tries_no_application, drops_other_names, uses_each_error_page,
};

} // namespace

bool is_guarded_location(const nginx_checked& checked, const nginx_level& level)
{
    return level.is_location() && nginx_checked::guard_of(level) != nullptr &&
           !checked.is_check(level);
}

bool expects_check(const nginx_checked& checked, const nginx_level& level)
{
    const nginx_level& location = location_around(level);
    return is_guarded_location(checked, location) &&
           (own_line(location, "auth_request") != nullptr ||
            nginx_checked::pass_of(location) != nullptr);
}

std::span<const nginx_rule> level_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
