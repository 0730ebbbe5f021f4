// Every identity header is copied from the answer of the check, and so overwrites the client's.
#include <postern/codec/ascii.hpp>

#include "names.hpp"
#include "rules.hpp"
#include "values.hpp"

#include <algorithm>
#include <map>

namespace postern::dialect {
namespace {

using codec::equal_ignoring_case;

// What is wrong with a header. No line: nothing.
struct problem
{
    const nginx_directive* at = nullptr;
    std::string text{};

    friend auto operator<=>(const problem&, const problem&) = default;
};

bool sets_header(const nginx_directive& line, const nginx_pass& pass, std::string_view header)
{
    return pass.has_parameters ? line.argument(0) == parameter_name(header)
                               : equal_ignoring_case(line.argument(0), header);
}

const nginx_directive*
find_setter(const nginx_lines& lines, const nginx_pass& pass, std::string_view header)
{
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const auto* line) {
        return sets_header(*line, pass, header);
    });
    return found == lines.rend() ? nullptr : *found;
}

const nginx_directive* find_copy(const nginx_lines& lines, std::string_view variable)
{
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const auto* line) {
        return equal_ignoring_case(line->argument(0), variable);
    });
    return found == lines.rend() ? nullptr : *found;
}

// The level whose own lines drop the one that is looked for. Null: no outer level has it either.
template <class Find>
const nginx_level* find_loss(const nginx_level& level, std::string_view name, Find find)
{
    const nginx_level* nearest = level_in_effect(level, name);
    for (const nginx_level* each = nearest; each != nullptr; each = each->outer)
        if (find(own_lines(*each, name)) != nullptr)
            return nearest;
    return nullptr;
}

// The place is said where the line came with an include.
std::string loss_text(const nginx_level& level, std::string_view name)
{
    const nginx_directive& line = *own_line(level, name);
    const bool included = &culprit(level, name) != &line;
    const std::string place = line.file + ':' + std::to_string(line.line);
    return "an own " + std::string(name) + (included ? " (" + place + ')' : "") +
           " drops all inherited ones";
}

// The header is not set here at all.
problem missing_setter(const nginx_level& level, const nginx_pass& pass, std::string_view header)
{
    const std::string setter(pass.setter);
    if (!pass.request_headers.empty() && is_set_to(level, pass.request_headers, "off"))
        return {&nginx_checked::pass_line(level), setter + " is missing, it is not copied"};
    constexpr const char* effect = ": the client's own value reaches the application";
    const nginx_level* loses = find_loss(level, setter, [&](const nginx_lines& lines) {
        return find_setter(lines, pass, header);
    });
    if (loses != nullptr)
        return {&culprit(*loses, setter), loss_text(*loses, setter) + effect};
    return {&nginx_checked::pass_line(level), setter + " is missing" + effect};
}

// The variable has no auth_request_set here.
problem missing_copy(
    nginx_checked& checked, const nginx_level& level, const nginx_directive& setter,
    const std::string& variable
)
{
    constexpr std::string_view copies = "auth_request_set";
    const nginx_level* loses = find_loss(level, copies, [&](const nginx_lines& lines) {
        return find_copy(lines, variable);
    });
    if (loses != nullptr)
        return {&culprit(*loses, copies), loss_text(*loses, copies) + ": it is not copied"};
    const nginx_directive* made = find_definition(checked.config.directives, variable);
    if (made == nullptr)
        return {&setter, "no auth_request_set gives " + variable + " a value: it is not copied"};
    checked.report_unseen(setter, "the value of " + variable + ", made by " + made->name);
    return {};
}

problem check_copy(
    nginx_checked& checked, const nginx_level& level, const nginx_directive& setter,
    std::string_view header
)
{
    const std::string& value = setter.argument(1);
    const auto variable = single_variable(value);
    if (!variable && variables_in(value).empty())
        return {&setter, value.empty() ? "it is removed, but not copied" : "it is a constant"};
    if (!variable) {
        checked.report_unseen(setter, "the value of " + value);
        return {};
    }
    const auto* copy = find_copy(lines_in_effect(level, "auth_request_set"), *variable);
    if (copy == nullptr)
        return missing_copy(checked, level, setter, *variable);
    const auto source = single_variable(copy->argument(1));
    if (source == upstream_variable(header))
        return {};
    if (std::ranges::any_of(variables_in(copy->argument(1)), is_of_client))
        return {copy, "it is copied from " + copy->argument(1) + ", which the client chooses"};
    if (source && !source->starts_with("$upstream_http_")) {
        checked.report_unseen(*copy, "the value of " + *source);
        return {};
    }
    return {
        copy, "it is copied from " + copy->argument(1) + ", not from " + upstream_variable(header)};
}

problem check_header(
    nginx_checked& checked, const nginx_level& level, std::string_view header, bool guarded
)
{
    const nginx_pass& pass = *nginx_checked::pass_of(level);
    const auto* setter = find_setter(lines_in_effect(level, pass.setter), pass, header);
    if (setter == nullptr)
        return missing_setter(level, pass, header);
    const auto variables = variables_in(setter->argument(1));
    if (std::ranges::any_of(variables, is_of_client))
        return {setter, "the client's own value is passed on"};
    return guarded ? check_copy(checked, level, *setter, header) : problem();
}

// One finding for all headers with the same problem.
void every_header_is_set(nginx_checked& checked, const nginx_level& level)
{
    // A location without auth_request has a finding of its own.
    if (line_in_effect(level, "auth_request") == nullptr)
        return;
    const bool guarded = nginx_checked::guard_of(level) != nullptr;
    std::map<problem, std::vector<std::string>> problems;
    for (const std::string& header : checked.options.identity_headers)
        if (problem found = check_header(checked, level, header, guarded); found.at != nullptr)
            problems[found].push_back(header);
    for (const auto& [problem, headers] : problems) {
        std::string names;
        for (const std::string& header : headers)
            names += (names.empty() ? "" : ", ") + header;
        if (headers.size() > 1 && headers.size() == checked.options.identity_headers.size())
            names = "every identity header";
        checked.report(*problem.at, level.text() + ": " + names + ": " + problem.text);
    }
}

// nginx sends both lines, and the application chooses.
void no_header_is_set_twice(nginx_checked& checked, const nginx_level& level)
{
    const nginx_pass& pass = *nginx_checked::pass_of(level);
    const nginx_lines lines = lines_in_effect(level, pass.setter);
    for (const std::string& header : checked.options.identity_headers) {
        const auto* last = find_setter(lines, pass, header);
        for (const nginx_directive* line : lines)
            if (line != last && sets_header(*line, pass, header))
                checked.report(*last, level.text() + ": " + header + " is set a second time");
    }
}

// Another spelling of a header, which a CGI program and many applications take for the header
// itself (RFC 3875 §4.1.18).
bool sets_alias(const nginx_directive& line, const nginx_pass& pass, std::string_view header)
{
    const std::string name = pass.has_parameters ? line.argument(0) : "HTTP_" + line.argument(0);
    std::string folded;
    for (const char c : name)
        folded += codec::is_alphanumeric(c) ? codec::to_lower(c) : '_';
    return !sets_header(line, pass, header) &&
           codec::equal_ignoring_case(folded, parameter_name(header));
}

void no_alias_is_made_up(nginx_checked& checked, const nginx_level& level)
{
    const nginx_pass& pass = *nginx_checked::pass_of(level);
    const nginx_lines copies = lines_in_effect(level, "auth_request_set");
    for (const nginx_directive* line : lines_in_effect(level, pass.setter)) {
        const auto variable = single_variable(line->argument(1));
        const auto* copy = variable ? find_copy(copies, *variable) : nullptr;
        for (const std::string& header : checked.options.identity_headers)
            if (!line->argument(1).empty() && sets_alias(*line, pass, header) &&
                (copy == nullptr || single_variable(copy->argument(1)) != upstream_variable(header)
                ))
                checked.report(
                    *line, level.text() + ": " + line->argument(0) +
                               ": many applications take it for " + header +
                               ", and its value is not the one of the check"
                );
    }
}

constexpr nginx_rule rules[] = {
    every_header_is_set,
    no_header_is_set_twice,
    no_alias_is_made_up,
};

} // namespace

std::span<const nginx_rule> identity_rules() noexcept
{
    return rules;
}

} // namespace postern::dialect
