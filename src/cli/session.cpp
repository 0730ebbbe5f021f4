// `postern session create|list|revoke`: sessions of a running Postern.
#include <postern/codec/escape.hpp>
#include <postern/codec/uri.hpp>
#include <postern/config/scalar.hpp>

#include "admin_client.hpp"
#include "answer.hpp"
#include "command.hpp"
#include "terminal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <ostream>

namespace postern::cli {
namespace {

namespace json = boost::json;

struct options
{
    admin_options admin;
    std::string user;
    std::string id;
    std::vector<std::string> roles;
    std::vector<std::string> amr;
    std::string idle;
    std::string lifetime;
    std::string claims;
};

void set_seconds(json::object& body, const char* name, const char* option, const std::string& text)
{
    if (text.empty())
        return;
    const auto length = config::parse_duration(text);
    // The service counts whole seconds, so a part of a second would be lost.
    if (!length || length->count() % 1000 != 0 || length->count() == 0)
        throw misused(
            std::string(option) + ' ' + text + ": expected whole seconds, as 90s, 12h or 30d"
        );
    body[name] = length->count() / 1000;
}

json::object body_of(const options& given)
{
    // The body has only what was given. The service has defaults for the rest.
    json::object body{{"user_id", given.user}};
    if (!given.roles.empty())
        body["roles"] = json::array(given.roles.begin(), given.roles.end());
    if (!given.amr.empty())
        body["amr"] = json::array(given.amr.begin(), given.amr.end());
    set_seconds(body, "idle_seconds", "--idle", given.idle);
    set_seconds(body, "lifetime_seconds", "--lifetime", given.lifetime);
    // The claims are only parsed here. The service decides whether it accepts them.
    if (!given.claims.empty()) {
        boost::system::error_code failed;
        body["claims"] = json::parse(given.claims, failed);
        if (failed)
            throw misused("--claims: not JSON");
    }
    return body;
}

// The answer as lines. Its text may hold control characters, and a terminal would obey them.
std::string lines_of(const json::object& made)
{
    const json::object& cookie = object_at(made, "cookie");
    return "id      " + codec::escaped(text_at(made, "id")) + "\ncookie  " +
           codec::escaped(text_at(cookie, "name")) + '=' +
           codec::escaped(text_at(cookie, "value")) + '\n';
}

int create(const options& given, const context& in)
{
    const admin_client client(given.admin);
    const json::object made = client.ask("POST", "/v1/sessions", json::serialize(body_of(given)));
    if (given.admin.json) {
        in.io.out << json::serialize(made) << '\n';
        return 0;
    }
    in.io.out << lines_of(made);
    // The warning goes to standard error, so it is not in a file with the cookie.
    in.io.err << "The value of the cookie is not shown again. Keep it secret: it signs in as that "
                 "user.\n";
    return 0;
}

std::string line_of(const json::object& one, time_point now)
{
    // The store holds a session that the service cannot read, so only its id is known.
    if (one.contains("unreadable"))
        return codec::escaped(text_at(one, "id")) + "  cannot be read\n";
    return codec::escaped(text_at(one, "id")) + "  " + codec::escaped(text_at(one, "user_id")) +
           "  ends " + distance_text(seconds_at(one, "idle_expires_at"), now) + " if not used, " +
           distance_text(seconds_at(one, "expires_at"), now) + " at the latest\n";
}

int list(const options& given, const context& in)
{
    const std::string query =
        given.user.empty() ? std::string() : "?user=" + codec::percent_encode(given.user);
    const admin_client client(given.admin);
    // Each page is printed when it comes, so a long list needs little memory.
    client.for_each("/v1/sessions" + query, "sessions", [&](const json::object& one) {
        in.io.out
            << (given.admin.json ? json::serialize(one) + '\n' : line_of(one, in.clock.now()));
    });
    return 0;
}

int revoke(const options& given, const context& in)
{
    if (given.id.empty() == given.user.empty())
        throw misused("expected an ID or --user, one of the two");
    const admin_client client(given.admin);
    // An id ends one session, a user ends all sessions of that user.
    const std::string target = given.id.empty()
                                   ? "/v1/users/" + codec::percent_encode(given.user) + "/sessions"
                                   : "/v1/sessions/" + codec::percent_encode(given.id);
    const json::object done = client.ask("DELETE", target);
    if (given.admin.json)
        in.io.out << json::serialize(done) << '\n';
    // Only the answer for a user has the number of sessions that ended.
    else if (const json::value* ended = done.if_contains("ended"))
        in.io.out << "ended " << json::serialize(*ended) << '\n';
    else
        in.io.out << "ended\n";
    return 0;
}

void add_create(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("create", "Creates a session and shows its cookie");
    command->add_option("--user", given->user, "The user of the session")
        ->type_name("ID")
        ->required();
    command->add_option("--role", given->roles, "A role; may be repeated")->type_name("NAME");
    command->add_option("--amr", given->amr, "How the user signed in; may be repeated")
        ->type_name("METHOD");
    command->add_option("--idle", given->idle, "Ends after this time without a request")
        ->type_name("TIME");
    command->add_option("--lifetime", given->lifetime, "Ends after this time at the latest")
        ->type_name("TIME");
    command->add_option("--claims", given->claims, "An object, for mapped identity headers")
        ->type_name("JSON");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\n\nExamples:\n"
        "  postern session create --user alice --token-file admin.token\n"
        "  postern session create --user alice --role staff --idle 1h --lifetime 12h --json"
    );
    perform_with(*command, given, chosen, create);
}

void add_list(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("list", "Lists sessions, without their cookies");
    command->add_option("--user", given->user, "Only the sessions of this user")->type_name("ID");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\nWith --json each session is one line.\n\n"
        "Examples:\n"
        "  postern session list --token-file admin.token\n"
        "  postern session list --user alice --json | jq -r .id"
    );
    perform_with(*command, given, chosen, list);
}

void add_revoke(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("revoke", "Ends a session, or all of a user's");
    add_id(*command, given->id, "The id that create and list show");
    command->add_option("--user", given->user, "All sessions of this user")->type_name("ID");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\nThe next request with the cookie is refused. It is no error if the session has ended "
        "already.\n\n"
        "Examples:\n"
        "  postern session revoke wirQgONcUlM0Yz9XPPMBkolJgRQLGdVS_TAhkuccSY4\n"
        "  postern session revoke --user alice --token-file admin.token"
    );
    perform_with(*command, given, chosen, revoke);
}

} // namespace

void add_session(CLI::App& parent, action& chosen)
{
    CLI::App* session = parent.add_subcommand("session", "Creates, lists and ends sessions");
    session->require_subcommand(1);
    add_create(*session, chosen);
    add_list(*session, chosen);
    add_revoke(*session, chosen);
}

} // namespace postern::cli
