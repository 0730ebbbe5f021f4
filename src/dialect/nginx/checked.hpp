// What the rules of the check ask about an nginx configuration: which locations are guarded, which
// one holds the check, which ones reach the application.
#pragma once

#include <postern/dialect/proxy_check.hpp>

#include "levels.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

// A way to an application.
struct nginx_pass
{
    std::string_view name;
    std::string_view setter;          // the directive that sets a header of the request
    std::string_view request_headers; // the directive that passes the client's headers on
    bool has_parameters;              // a header is set as HTTP_X_TEAM
};

// A question of the check: an auth_request with the location that it asks.
struct nginx_question
{
    const nginx_directive* asked;
    const nginx_level* location; // null: there is none

    friend bool operator==(const nginx_question&, const nginx_question&) = default;
};

// The path that Postern is asked for: nginx replaces the location's own part of the path.
std::string asked_path(const nginx_level& location, const std::string& uri);

class nginx_checked
{
public:
    nginx_checked(const nginx_config& config, const proxy_check_options& options);

    // The pass of this level alone, and how it is written there. Null: it has none.
    static const nginx_pass* pass_of(const nginx_level& level);
    static const nginx_directive& pass_line(const nginx_level& level);

    // The auth_request that counts here. Null: none, or `off`.
    static const nginx_directive* guard_of(const nginx_level& level);

    // The location that is made for the questions of an auth_request. Null: there is none, or only
    // one for other requests, such as `location /`.
    const nginx_level* find_check(const nginx_level& server, const std::string& uri) const;
    bool is_check(const nginx_level& level) const;
    bool has_guard(const nginx_level& server) const { return guarded_.contains(&server); }
    // Whether requests that arrive here have a server, or are of a file for the inside of one.
    bool is_in_server(const nginx_level& level) const;
    bool reaches_application(const nginx_level& level) const;
    // The way to it, for a level that is not the check's and is in a server of the application.
    const nginx_pass* application_pass(const nginx_level& level) const;

    void report(const nginx_directive& at, std::string text);
    void report_unseen(const nginx_directive& at, std::string text);

    const nginx_config& config;
    const proxy_check_options& options;
    const nginx_levels levels;
    std::vector<nginx_question> questions{};
    std::set<finding> findings{};
    std::set<finding> unseen{};

private:
    void find_questions();
    bool passes_to_postern(const nginx_level& level) const;
    std::set<std::string> destinations(const nginx_level& level) const;
    void add_servers(std::string_view name, std::set<std::string>& into) const;

    std::set<const nginx_level*> guarded_{}; // servers
    std::set<std::string> application_{};    // where guarded requests go
};

} // namespace postern::dialect
