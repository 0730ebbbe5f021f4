// Where requests leave for the application.
#include "rules.hpp"

namespace postern::dialect {
namespace {

void has_a_check(nginx_checked& checked, const nginx_level& level)
{
    if (line_in_effect(level, "auth_request") == nullptr)
        checked.report(
            nginx_checked::pass_line(level),
            level.text() + ": no auth_request counts here: requests reach the application without "
                           "a check. If that is meant, write auth_request off, and overwrite "
                           "every identity header"
        );
}

// A request that was denied, or was checked for another location, may be sent to a name.
void a_name_is_not_open(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* line = line_in_effect(level, "auth_request");
    if (level.is_named() && line != nullptr && line->argument(0) == "off")
        checked.report(
            *line, level.text() + ": auth_request off: what is sent here reaches the application "
                                  "without a check"
        );
}

// Subrequests skip auth_request, and the application's answer chooses their paths.
void has_no_subrequests(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* line = line_in_effect(level, "ssi");
    if (line != nullptr && line->argument(0) != "off")
        checked.report(
            *line, "ssi: what an answer of the application includes is fetched without a check"
        );
}

constexpr nginx_rule rules[] = {has_a_check, a_name_is_not_open, has_no_subrequests};

} // namespace

std::span<const nginx_rule> passing_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
