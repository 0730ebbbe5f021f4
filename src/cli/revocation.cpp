// `postern revocation add|list|remove|resume`: the revocations of a running Postern.
#include "revocation.hpp"

#include <postern/codec/escape.hpp>
#include <postern/codec/uri.hpp>

#include "admin_client.hpp"
#include "answer.hpp"
#include "command.hpp"
#include "terminal.hpp"

#include <boost/json/serialize.hpp>

#include <cstdint>
#include <optional>
#include <ostream>

namespace postern::cli {
namespace {

namespace json = boost::json;

struct options
{
    admin_options admin;
    std::string subject;
    std::optional<std::int64_t> before;
    std::string session;
    std::string key;
    std::string id;
    std::string iss;
};

// Other text would be refused, or mean another time than the operator wanted.
std::int64_t checked_before(const options& given)
{
    if (given.subject.empty())
        throw misused("--before needs --subject");
    if (*given.before < 0)
        throw misused(
            "--before " + std::to_string(*given.before) + ": expected seconds since 1970"
        );
    return *given.before;
}

// The keys of all issuers with this kid, or that of one issuer.
json::value named_key(const options& given)
{
    if (given.iss.empty())
        return json::string(given.key);
    return json::object{{"iss", given.iss}, {"kid", given.key}};
}

int add_entry(const options& given, const context& in)
{
    if (!given.iss.empty() && given.key.empty())
        throw misused("--iss needs --key");
    // One revocation names one subject, one session or one key.
    json::object what;
    if (!given.subject.empty())
        what["subject"] = given.subject;
    if (!given.session.empty())
        what["session"] = given.session;
    if (!given.key.empty())
        what["key"] = named_key(given);
    if (what.size() != 1)
        throw misused("expected --subject, --session or --key, one of them");
    // Without a time the service takes the current one.
    if (given.before)
        what["before"] = checked_before(given);
    return send_revocation(given.admin, what, in);
}

// `subject alice`, or `token 4711 of https://auth.example.com`.
std::string words_of(const json::object& one)
{
    for (const char* kind : {"subject", "session", "key"})
        if (one.contains(kind) && !one.at(kind).is_object())
            return std::string(kind) + ' ' + std::string(text_at(one, kind));
    // Every other revocation is that of a token, or of a key of one issuer.
    const bool is_key = one.contains("key");
    const json::object& named = object_at(one, is_key ? "key" : "token");
    const std::string words = is_key ? "key " + std::string(text_at(named, "kid"))
                                     : "token " + std::string(text_at(named, "jti"));
    return named.contains("iss") ? words + " of " + std::string(text_at(named, "iss")) : words;
}

// A line such as `ID  subject alice, issued before 2030-01-01 00:00:00 UTC`.
std::string line_of(const json::object& one)
{
    // The store holds an entry that the service cannot read, so only its id is known.
    if (one.contains("unreadable"))
        return codec::escaped(text_at(one, "id")) + "  cannot be read\n";
    std::string line = codec::escaped(text_at(one, "id")) + "  " + codec::escaped(words_of(one));
    if (one.contains("before"))
        line += ", issued before " + utc_text(seconds_at(one, "before"));
    if (one.contains("expires_at"))
        line += ", until " + utc_text(seconds_at(one, "expires_at"));
    return line + '\n';
}

int list(const options& given, const context& in)
{
    const admin_client client(given.admin);
    // Each page is printed when it comes, so a long list needs little memory.
    client.for_each("/v1/revocations", "revocations", [&](const json::object& one) {
        in.io.out << (given.admin.json ? json::serialize(one) + '\n' : line_of(one));
    });
    return 0;
}

int remove(const options& given, const context& in)
{
    if (given.id.empty())
        throw misused("expected an ID");
    admin_client(given.admin).ask("DELETE", "/v1/revocations/" + codec::percent_encode(given.id));
    in.io.out << "removed\n";
    return 0;
}

int resume(const options& given, const context& in)
{
    admin_client(given.admin).ask("POST", "/v1/revocations/resume");
    in.io.out << "resumed\n";
    return 0;
}

void add_add(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("add", "Revokes a subject, a session or a key");
    command
        ->add_option(
            "--subject", given->subject,
            "All tokens and sessions that were issued to this subject until now"
        )
        ->type_name("SUB");
    command->add_option("--before", given->before, "With --subject: until this time instead of now")
        ->type_name("UNIX-TIME");
    command->add_option("--session", given->session, "A session's id, or the sid of tokens")
        ->type_name("ID");
    command->add_option("--key", given->key, "All tokens that this key has signed")
        ->type_name("KID");
    command
        ->add_option(
            "--iss", given->iss, "With --key: the issuer of the key; without it, any issuer"
        )
        ->type_name("ISS");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\n\nExamples:\n"
        "  postern revocation add --subject alice --token-file admin.token\n"
        "  postern revocation add --key 2030-01 --iss https://auth.example.com"
    );
    perform_with(*command, given, chosen, add_entry);
}

void add_list(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("list", "Lists what is revoked");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) + "\nWith --json each revocation is one line.\n\n"
                                             "Examples:\n"
                                             "  postern revocation list --token-file admin.token"
    );
    perform_with(*command, given, chosen, list);
}

void add_remove(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("remove", "Removes a revocation");
    add_id(*command, given->id, "The id that add and list show");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\nThe tokens and sessions that it revoked are valid again. It is no error if there is no "
        "such "
        "revocation.\n\n"
        "Examples:\n"
        "  postern revocation remove Je0OCHkddnedM1spNp9s9de9amUDM3_PlHW2DiGDO4c"
    );
    perform_with(*command, given, chosen, remove);
}

void add_resume(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand(
        "resume", "Confirms that the store is right although it has lost its content"
    );
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(about_the_admin_token) +
        "\nAfter Redis was emptied (FLUSHALL, a restart without persistence) the revocations are "
        "gone, and every check that needs them is answered with 503. First write the revocations "
        "again that must hold; then resume. Each resolver keeps in force what it still knows.\n\n"
        "Examples:\n"
        "  postern revocation resume --token-file admin.token"
    );
    perform_with(*command, given, chosen, resume);
}

} // namespace

int send_revocation(const admin_options& given, const json::object& what, const context& in)
{
    const admin_client client(given);
    const json::object entered = client.ask("POST", "/v1/revocations", json::serialize(what));
    in.io.out << (given.json ? json::serialize(entered)
                             : "revoked  " + codec::escaped(text_at(entered, "id")))
              << '\n';
    return 0;
}

void add_revocation(CLI::App& parent, action& chosen)
{
    CLI::App* revocation = parent.add_subcommand(
        "revocation",
        "Revokes tokens and sessions, lists and removes revocations, and resumes after a loss"
    );
    revocation->require_subcommand(1);
    add_add(*revocation, chosen);
    add_list(*revocation, chosen);
    add_remove(*revocation, chosen);
    add_resume(*revocation, chosen);
}

} // namespace postern::cli
