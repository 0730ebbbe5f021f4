// The location that asks Postern: its answer decides alone, and soon, and no client chooses what is
// asked.
#include <postern/codec/ascii.hpp>

#include "error_page.hpp"
#include "rules.hpp"
#include "values.hpp"

#include <algorithm>
#include <array>

namespace postern::dialect {
namespace {

using namespace std::chrono_literals;
using codec::equal_ignoring_case;

// Where a finding belongs that has no line of its own.
const nginx_directive& place_of(const nginx_level& level)
{
    return nginx_checked::pass_of(level) != nullptr ? nginx_checked::pass_line(level)
                                                    : *level.block;
}

void report(
    nginx_checked& checked, const nginx_level& level, const nginx_directive* at, std::string text
)
{
    checked.report(at != nullptr ? *at : place_of(level), level.text() + ": " + std::move(text));
}

void is_internal(nginx_checked& checked, const nginx_level& level)
{
    if (own_line(level, "internal") == nullptr && !level.is_named())
        checked.report(
            *level.block, level.text() + ": internal is missing: clients can ask Postern directly"
        );
}

void asks_an_endpoint(nginx_checked& checked, const nginx_level& level)
{
    const nginx_directive* pass = own_line(level, "proxy_pass");
    if (pass == nullptr)
        return report(checked, level, nullptr, "the check has no proxy_pass to Postern");
    if (!variables_in(pass->argument(0)).empty())
        return checked.report_unseen(*pass, "where " + pass->argument(0) + " goes");
    for (const nginx_question& each : checked.questions) {
        if (each.location != &level)
            continue;
        const std::string path = asked_path(level, each.asked->argument(0));
        const auto& known = checked.options.endpoints;
        if (std::ranges::find(known, path) == known.end())
            report(
                checked, level, pass, "Postern has no endpoint " + path + " of the dialect nginx"
            );
    }
}

void is_answered_by_postern(nginx_checked& checked, const nginx_level& level)
{
    if (const auto* line = own_line(level, "return"); line != nullptr)
        report(checked, level, line, "return answers the check instead of Postern");
}

struct setting
{
    std::string_view name;
    std::string_view good;
    bool is_default;
    std::string_view harm;
};

constexpr std::array<setting, 6> settings{{
    {"proxy_intercept_errors", "off", true, "an error page takes the place of a denial"},
    {"proxy_cache", "off", true, "what was revoked stays allowed until the cache forgets it"},
    {"proxy_store", "off", true, "the answers are kept"},
    {"proxy_pass_request_headers", "on", true, "Postern does not get the credentials"},
    {"proxy_pass_request_body", "off", false, "the check announces a body that is not sent"},
    {"proxy_http_version", "1.1", false, "before nginx 1.29.7 each check opens a connection"},
}};

void has_its_settings(nginx_checked& checked, const nginx_level& level)
{
    for (const setting& each : settings) {
        const nginx_directive* line = line_in_effect(level, each.name);
        if (line == nullptr ? each.is_default : line->argument(0) == each.good)
            continue;
        const std::string is = std::string(each.name) + " is not " + std::string(each.good) + ": ";
        report(checked, level, line, is + std::string(each.harm));
    }
}

struct longest_time
{
    std::string_view name;
    bool includes_deadline;
};

constexpr std::array<longest_time, 2> times{{
    {"proxy_connect_timeout", false},
    {"proxy_read_timeout", true},
}};

// A resolver that hangs holds each client up for so long.
void waits_not_too_long(nginx_checked& checked, const nginx_level& level)
{
    for (const longest_time& each : times) {
        const nginx_directive* line = line_in_effect(level, each.name);
        const auto most = 1000ms + (each.includes_deadline ? checked.options.deadline : 0ms);
        const std::string name(each.name);
        if (line == nullptr)
            report(checked, level, nullptr, name + " is missing: nginx waits for 60 seconds");
        else if (read_time(line->argument(0)).value_or(most + 1ms) > most)
            report(
                checked, level, line,
                name + " is too long: a check takes at most " +
                    std::to_string(checked.options.deadline.count()) + "ms (resolver.deadline)"
            );
    }
}

const nginx_directive* find_header(const nginx_level& level, std::string_view name)
{
    const nginx_lines lines = lines_in_effect(level, "proxy_set_header");
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const auto* line) {
        return equal_ignoring_case(line->argument(0), name);
    });
    return found == lines.rend() ? nullptr : *found;
}

struct cleared_header
{
    std::string_view name;
    std::string_view harm;
};

constexpr std::array<cleared_header, 2> cleared{{
    {"Content-Length", "the check announces a body that is not sent"},
    {"Connection", "before nginx 1.29.7 each check opens a connection"},
}};

void clears_headers(nginx_checked& checked, const nginx_level& level)
{
    for (const cleared_header& each : cleared) {
        const nginx_directive* line = find_header(level, each.name);
        if (line == nullptr || !line->argument(1).empty())
            report(
                checked, level, line,
                "proxy_set_header " + std::string(each.name) +
                    " \"\" is missing: " + std::string(each.harm)
            );
    }
}

// What Postern believes of the request, and nginx's own variables for it.
struct original_header
{
    std::string_view name;
    std::array<std::string_view, 4> variables;
    bool may_be_constant;
};

constexpr std::array<original_header, 5> originals{{
    {"X-Forwarded-Method", {"$request_method"}, false},
    {"X-Forwarded-Uri", {"$request_uri"}, false},
    {"X-Forwarded-Host", {"$http_host", "$host", "$server_name", "$server_port"}, true},
    {"X-Forwarded-Proto", {"$scheme"}, true},
    {"X-Forwarded-For", {"$remote_addr", "$realip_remote_addr"}, false},
}};

// These say something else: in the check they are about the check itself.
constexpr std::array<std::string_view, 6> others{
    "$uri", "$document_uri", "$request", "$request_filename", "$proxy_host", "$is_args",
};

bool is_wrong_for(const original_header& header, std::string_view variable)
{
    if (std::ranges::find(header.variables, variable) != header.variables.end())
        return false;
    return is_of_client(variable) || std::ranges::find(others, variable) != others.end() ||
           std::ranges::any_of(originals, [&](const original_header& each) {
               return std::ranges::find(each.variables, variable) != each.variables.end();
           });
}

// A variable that the configuration makes is good if it is no copy of what the client says.
bool is_trusted(
    nginx_checked& checked, const nginx_directive& line, const original_header& header,
    const std::string& variable
)
{
    if (is_wrong_for(header, variable))
        return false;
    if (std::ranges::find(header.variables, variable) != header.variables.end())
        return true;
    const auto* made = find_definition(checked.config.directives, variable);
    if (made == nullptr)
        checked.report_unseen(line, "the value of " + variable);
    return made == nullptr || made->name != "set" ||
           std::ranges::none_of(variables_in(made->argument(1)), [&](const std::string& each) {
               return is_wrong_for(header, each);
           });
}

void tells_the_original_request(nginx_checked& checked, const nginx_level& level)
{
    for (const original_header& each : originals) {
        const nginx_directive* line = find_header(level, each.name);
        const std::string set = "proxy_set_header " + std::string(each.name);
        if (line == nullptr) {
            report(checked, level, nullptr, set + " is missing: the client chooses it");
            continue;
        }
        const auto variables = variables_in(line->argument(1));
        const bool trusted = std::ranges::all_of(variables, [&](const std::string& variable) {
            return is_trusted(checked, *line, each, variable);
        });
        if (!trusted || (variables.empty() && !each.may_be_constant))
            report(
                checked, level, line, set + " is not nginx's own " + std::string(each.variables[0])
            );
    }
}

// nginx itself makes 413 and 5xx, such as where Postern is not reached. An answer of Postern gets a
// page only with proxy_intercept_errors.
void keeps_its_errors(nginx_checked& checked, const nginx_level& level)
{
    const bool all = is_set_to(level, "proxy_intercept_errors", "on");
    const auto replaced =
        all ? find_replaced(
                  checked, level, {"400", "401", "403", "404", "413", "500", "502", "503", "504"}
              )
            : find_replaced(checked, level, {"413", "500", "502", "503", "504"});
    for (const auto& [line, statuses] : replaced)
        report(
            checked, level, line, "error_page allows a request whose check ends with " + statuses
        );
}

constexpr nginx_rule rules[] = {
    is_internal,        asks_an_endpoint, is_answered_by_postern,     has_its_settings,
    waits_not_too_long, clears_headers,   tells_the_original_request, keeps_its_errors,
};

} // namespace

std::span<const nginx_rule> check_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
