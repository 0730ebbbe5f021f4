// Whether every path takes the check that is meant for it: nothing rewrites the check or leads past
// it, and no other location takes a protected path.
#include "pattern.hpp"
#include "rules.hpp"
#include "values.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

std::string path_of(const std::string& text)
{
    return text.substr(0, text.find_first_of("?$"));
}

bool is_redirect(const nginx_directive& rewrite)
{
    const std::string& flag = rewrite.argument(2);
    return flag == "redirect" || flag == "permanent" || rewrite.argument(1).starts_with("http");
}

// `rewrite` runs before auth_request.
void rewrites_after_the_check(nginx_checked& checked, const nginx_level& level)
{
    if (!expects_check(checked, level))
        return;
    const bool all_guarded = nginx_checked::guard_of(checked.levels.server_of(level)) != nullptr;
    for (const nginx_directive* line : own_lines(level, "rewrite"))
        // Where the whole server is guarded the next location asks.
        if (is_redirect(*line) || (line->argument(2) != "break" && !all_guarded))
            checked.report(*line, level.text() + ": rewrite leaves this location before the check");
}

// The location that a rewrite in a guarded place leads to, if nobody is asked there.
const nginx_level*
open_target(const nginx_checked& checked, const nginx_level& level, const nginx_directive& rewrite)
{
    if (is_redirect(rewrite) || rewrite.argument(2) == "break")
        return nullptr;
    const nginx_level* target =
        checked.levels.find_target(checked.levels.server_of(level), path_of(rewrite.argument(1)));
    const bool is_open = target != nullptr && checked.application_pass(*target) != nullptr &&
                         nginx_checked::guard_of(*target) == nullptr;
    return is_open ? target : nullptr;
}

void rewrites_to_no_open_location(nginx_checked& checked, const nginx_level& level)
{
    const nginx_level& around = location_around(level);
    if (nginx_checked::guard_of(around) == nullptr || checked.is_check(around))
        return;
    for (const nginx_directive* line : own_lines(level, "rewrite"))
        if (const auto* target = open_target(checked, level, *line); target != nullptr)
            checked.report(
                *line, level.text() + ": rewrite leads to " + target->text() +
                           ", which passes requests on without a check"
            );
}

// What the rewrite rules of a server make of the path of a check.
enum class rewritten
{
    no,
    yes,
    unknown,
    ended, // no later rule counts
};

// `if ($uri ~ ^/_check)` is entered for a path that it fits. Another condition may hold or not.
bool may_enter(const nginx_directive& condition, const std::string& path)
{
    const std::string& sign = condition.argument(1);
    if (condition.argument(0) != "($uri" || !sign.starts_with('~'))
        return true;
    std::string pattern = condition.argument(2);
    if (pattern.ends_with(')'))
        pattern.pop_back();
    return matches(pattern, path, sign == "~*").value_or(true);
}

// Whether the condition holds for this path for sure.
bool is_for_path(const nginx_directive& condition, const std::string& path)
{
    return condition.argument(0) == "($uri" && condition.argument(1).starts_with('~') &&
           may_enter(condition, path);
}

rewritten rewrites(const nginx_directive& line, const std::string& path)
{
    if (line.name == "break")
        return rewritten::ended;
    if (line.name != "rewrite" || is_redirect(line))
        return rewritten::no;
    const auto found = matches(line.argument(0), path, false);
    return !found ? rewritten::unknown : *found ? rewritten::yes : rewritten::no;
}

void report_rewrite(
    nginx_checked& checked, const nginx_directive& line, rewritten how, const std::string& path
)
{
    if (how == rewritten::yes)
        checked.report(
            line, "rewrite: it changes the path of the check " + path +
                      ", too: another location answers in place of Postern. Above it belongs: "
                      "if ($uri ~ ^" +
                      path + ") { break; }"
        );
    if (how == rewritten::unknown)
        checked.report_unseen(line, "whether this rewrite changes the check " + path);
}

// Looks at the lines in their order. False: the later ones do not count.
bool check_rewrites(
    nginx_checked& checked, const std::vector<nginx_directive>& lines, const std::string& path
)
{
    for (const nginx_directive& line : lines) {
        if (line.name == "if" && may_enter(line, path)) {
            if (!check_rewrites(checked, line.block, path) && is_for_path(line, path))
                return false;
            continue;
        }
        const rewritten how = rewrites(line, path);
        if (how == rewritten::ended)
            return false;
        report_rewrite(checked, line, how, path);
    }
    return true;
}

// A subrequest runs the rewrite rules of the server, too.
void does_not_rewrite_the_check(nginx_checked& checked, const nginx_level& level)
{
    if (&checked.levels.server_of(level) != &level)
        return;
    for (const nginx_question& each : checked.questions)
        if (each.location != nullptr && &checked.levels.server_of(*each.location) == &level)
            check_rewrites(checked, *level.directives, each.asked->argument(0));
}

bool is_regular(const nginx_level& level)
{
    return location_of(level).sign.starts_with('~');
}

// A path below a location that another location, by a regular expression, takes. Empty: none.
std::string taken_path(const nginx_location& from, const nginx_location& by, bool by_is_first)
{
    const bool from_regular = from.sign.starts_with('~');
    if (from_regular ? !by_is_first : !from.sign.empty())
        return {};
    std::string begin = from_regular ? plain_begin(from.path) : std::string(from.path);
    if (begin.size() < 2)
        return {};
    const std::string path =
        std::move(begin) + (begin.ends_with('/') ? "" : "/") + "any" + first_extension(by.path);
    const bool fits = !from_regular || matches(from.path, path, from.sign == "~*").value_or(false);
    return fits && matches(by.path, path, by.sign == "~*").value_or(false) ? path : "";
}

std::string asked_by(const nginx_level& level)
{
    const nginx_directive* guard = nginx_checked::guard_of(level);
    return guard == nullptr ? "no check" : "the check " + guard->argument(0);
}

// nginx takes the first regular expression that fits, and any of them before a prefix without ^~.
void takes_no_protected_path(nginx_checked& checked, const nginx_level& level)
{
    if (!level.is_location() || !is_regular(level) || checked.is_check(level))
        return;
    bool is_first = false; // whether this level is above the other one
    for (const nginx_level& each : checked.levels.all()) {
        is_first = is_first || &each == &level;
        const bool is_protected = each.is_location() && !each.is_named() && &each != &level &&
                                  each.outer == level.outer &&
                                  own_line(each, "auth_request") != nullptr &&
                                  nginx_checked::guard_of(each) != nullptr;
        if (!is_protected || asked_by(each) == asked_by(level))
            continue;
        const std::string path = taken_path(location_of(each), location_of(level), is_first);
        if (!path.empty())
            checked.report(
                *level.block, level.text() + ": it takes " + path + " from " + each.text() +
                                  ", so that " + asked_by(level) + " counts for it and not " +
                                  asked_by(each)
            );
    }
}

constexpr nginx_rule rules[] = {
    rewrites_after_the_check,
    rewrites_to_no_open_location,
    does_not_rewrite_the_check,
    takes_no_protected_path,
};

} // namespace

std::span<const nginx_rule> path_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
