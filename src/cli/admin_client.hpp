// A client of the operators' listener of a running Postern.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/http/url.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace postern::cli {

struct admin_options
{
    std::string url = "http://127.0.0.1:9081";
    std::string token_file;
    bool json = false;
};

// `--admin URL`, `--token-file FILE` and `--json`.
void add_admin_options(CLI::App& command, admin_options& given);

// A positional `ID` of a session or revocation, empty if it is not given. One in 64 begins with a
// dash, which CLI11 takes for an option.
void add_id(CLI::App& command, std::string& id, const std::string& help);

// The sentence about the token in the help of these commands.
extern const char* const about_the_admin_token;

class admin_client
{
public:
    // The token comes from the file or from POSTERN_ADMIN_TOKEN; without one the command is
    // refused.
    explicit admin_client(const admin_options&);

    // The JSON of a good answer (empty for 204). Any other ends the command with its reason. Five
    // seconds at most.
    boost::json::object
    ask(std::string_view method, const std::string& target, const std::string& body = {}) const;

    // Calls `each` for every element of a list that comes in pages. `target` may have a query.
    void for_each(
        const std::string& target, std::string_view list,
        const std::function<void(const boost::json::object&)>& each
    ) const;

private:
    http::url listener_;
    secret token_;
};

} // namespace postern::cli
