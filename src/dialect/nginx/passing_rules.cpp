// Where requests leave for the application.
#include <postern/codec/ascii.hpp>

#include "rules.hpp"
#include "values.hpp"

#include <algorithm>

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

// Whether a value differs from user to user: it has a credential, or a variable of the check.
bool is_of_one_user(const nginx_level& level, const nginx_directive* line)
{
    const auto copies = lines_in_effect(level, "auth_request_set");
    const auto variables =
        line == nullptr ? std::vector<std::string>() : variables_in(line->argument(0));
    return std::ranges::any_of(variables, [&](const std::string& each) {
        return each == "$http_authorization" || each == "$http_cookie" ||
               each.starts_with("$cookie_") ||
               std::ranges::any_of(copies, [&](const nginx_directive* copy) {
                   return codec::equal_ignoring_case(copy->argument(0), each);
               });
    });
}

void keeps_no_answers(nginx_checked& checked, const nginx_level& level)
{
    if (nginx_checked::guard_of(level) == nullptr)
        return;
    std::string cache(nginx_checked::pass_of(level)->name);
    cache.replace(cache.rfind("_pass"), std::string::npos, "_cache");
    const nginx_directive* line = line_in_effect(level, cache);
    if (line == nullptr || line->argument(0) == "off" ||
        is_of_one_user(level, line_in_effect(level, cache + "_key")))
        return;
    checked.report(
        *line, level.text() + ": " + cache +
                   ": the answer for one user is given to the next one. Turn it off, or put "
                   "$http_authorization and the cookie into " +
                   cache + "_key"
    );
}

// RFC 9110 §7.8: the client chooses the protocol. What goes through a tunnel is not HTTP to nginx.
void tunnels_only_websocket(nginx_checked& checked, const nginx_level& level)
{
    for (const nginx_directive* line : lines_in_effect(level, "proxy_set_header"))
        if (codec::equal_ignoring_case(line->argument(0), "Upgrade") &&
            single_variable(line->argument(1)) == "$http_upgrade" &&
            own_line(level, "proxy_pass") != nullptr)
            checked.report(
                *line, level.text() +
                           ": Upgrade $http_upgrade: an application that knows h2c opens "
                           "a tunnel, and the requests in it are not checked. Pass "
                           "websocket alone, by a map of $http_upgrade"
            );
}

constexpr nginx_rule rules[] = {
    has_a_check, a_name_is_not_open, has_no_subrequests, keeps_no_answers, tunnels_only_websocket,
};

} // namespace

std::span<const nginx_rule> passing_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
