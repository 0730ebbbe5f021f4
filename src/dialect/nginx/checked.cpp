#include "checked.hpp"

#include "values.hpp"

#include <algorithm>
#include <array>

namespace postern::dialect {
namespace {

constexpr std::array<nginx_pass, 5> passes{{
    {"proxy_pass", "proxy_set_header", "proxy_pass_request_headers", false},
    {"grpc_pass", "grpc_set_header", "", false},
    {"fastcgi_pass", "fastcgi_param", "fastcgi_pass_request_headers", true},
    {"uwsgi_pass", "uwsgi_param", "uwsgi_pass_request_headers", true},
    {"scgi_pass", "scgi_param", "scgi_pass_request_headers", true},
}};

// All values that a map gives its variable. `$1` and all behind it is cut off.
std::vector<std::string> mapped_values(const nginx_directive& map)
{
    std::vector<std::string> values;
    for (const nginx_directive& row : map.block)
        if (const std::string& value = row.argument(0); !value.empty())
            values.push_back(value.substr(0, value.find('$')));
    return values;
}

} // namespace

std::string asked_path(const nginx_level& location, const std::string& uri)
{
    const nginx_directive* pass = own_line(location, "proxy_pass");
    if (pass == nullptr)
        return {};
    const nginx_target target = read_target(pass->argument(0));
    const std::string_view replaced = location_of(location).path;
    const std::string path =
        target.path.empty() ? uri : target.path + uri.substr(std::min(replaced.size(), uri.size()));
    return path.substr(0, path.find('?'));
}

nginx_checked::nginx_checked(const nginx_config& read, const proxy_check_options& given)
    : config(read), options(given), levels(read)
{
    find_questions();
    for (const nginx_level& each : levels.all())
        if (guard_of(each) != nullptr && pass_of(each) != nullptr && !is_check(each))
            application_.merge(destinations(each));
}

void nginx_checked::find_questions()
{
    for (const nginx_level& each : levels.all()) {
        const nginx_directive* guard = guard_of(each);
        if (guard == nullptr || !is_in_server(each))
            continue;
        const nginx_level& server = levels.server_of(each);
        guarded_.insert(&server);
        const nginx_question asked{guard, find_check(server, guard->argument(0))};
        if (std::ranges::find(questions, asked) == questions.end())
            questions.push_back(asked);
    }
}

const nginx_pass* nginx_checked::pass_of(const nginx_level& level)
{
    const auto found = std::ranges::find_if(passes, [&](const nginx_pass& each) {
        return own_line(level, each.name) != nullptr;
    });
    return found == passes.end() ? nullptr : &*found;
}

const nginx_directive& nginx_checked::pass_line(const nginx_level& level)
{
    return *own_line(level, pass_of(level)->name);
}

const nginx_directive* nginx_checked::guard_of(const nginx_level& level)
{
    const nginx_directive* line = line_in_effect(level, "auth_request");
    return line == nullptr || line->argument(0) == "off" ? nullptr : line;
}

const nginx_level*
nginx_checked::find_check(const nginx_level& server, const std::string& uri) const
{
    const nginx_level* found = levels.find_location(server, uri);
    if (found == nullptr || location_of(*found).path == uri ||
        own_line(*found, "internal") != nullptr)
        return found;
    const bool asks =
        std::ranges::find(options.endpoints, asked_path(*found, uri)) != options.endpoints.end();
    return asks ? found : nullptr;
}

bool nginx_checked::is_check(const nginx_level& level) const
{
    return std::ranges::find(questions, &level, &nginx_question::location) != questions.end();
}

bool nginx_checked::is_in_server(const nginx_level& level) const
{
    if (levels.server_of(level).is("server"))
        return true;
    // In a file without servers the file itself is the inside of one.
    return std::ranges::none_of(levels.all(), [](const nginx_level& each) {
        return each.is("server") || each.is("http");
    });
}

// The name of an upstream stands for the servers in it.
void nginx_checked::add_servers(std::string_view name, std::set<std::string>& into) const
{
    into.emplace(name);
    for (const nginx_level& level : levels.all())
        for (const nginx_directive* upstream : own_lines(level, "upstream"))
            if (upstream->argument(0) == name)
                for (const nginx_directive& each : upstream->block)
                    if (each.name == "server")
                        into.insert(each.argument(0));
}

// The addresses that a level may pass requests to.
std::set<std::string> nginx_checked::destinations(const nginx_level& level) const
{
    std::set<std::string> found;
    const std::string to = read_target(pass_line(level).argument(0)).to;
    const auto variable = single_variable(to);
    const nginx_directive* map = variable ? find_definition(config.directives, *variable) : nullptr;
    if (map == nullptr || map->name != "map") {
        add_servers(to, found);
        return found;
    }
    for (const std::string& begin : mapped_values(*map))
        for (const nginx_level& each : levels.all())
            for (const nginx_directive* upstream : own_lines(each, "upstream"))
                if (!begin.empty() && upstream->argument(0).starts_with(begin))
                    add_servers(upstream->argument(0), found);
    return found;
}

bool nginx_checked::reaches_application(const nginx_level& level) const
{
    return std::ranges::any_of(destinations(level), [&](const std::string& each) {
        return application_.contains(each);
    });
}

// A check that nobody asks, such as one whose name is spelled differently in auth_request.
bool nginx_checked::passes_to_postern(const nginx_level& level) const
{
    const std::string path = read_target(pass_line(level).argument(0)).path;
    return own_line(level, "internal") != nullptr &&
           std::ranges::find(options.endpoints, path) != options.endpoints.end();
}

const nginx_pass* nginx_checked::application_pass(const nginx_level& level) const
{
    if (pass_of(level) == nullptr || is_check(level) || passes_to_postern(level))
        return nullptr;
    const bool is_application = has_guard(levels.server_of(level)) || reaches_application(level);
    return is_application ? pass_of(level) : nullptr;
}

void nginx_checked::report(const nginx_directive& at, std::string text)
{
    findings.insert({at.file, at.line, std::move(text)});
}

void nginx_checked::report_unseen(const nginx_directive& at, std::string text)
{
    unseen.insert({at.file, at.line, std::move(text)});
}

} // namespace postern::dialect
