// Sessions, and the store for them and for revocations.
#include "sections.hpp"

namespace postern::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

void check_path(const value& from, store::sqlite_options& into)
{
    // The default path lies in the folder of the configuration, which exists.
    if (from.has("path"))
        need_folder_of(from.member("path"), into.path);
}

const mapping<store::sqlite_options>& sqlite_keys()
{
    static const mapping<store::sqlite_options> keys{
        {{"path", file(), "postern.db",
          "The file; it is created if it does not exist. One process at a time can use it.",
          &store::sqlite_options::path, needs_restart}},
        check_path};
    return keys;
}

const mapping<sqlite_store>& sqlite_store_keys()
{
    static const mapping<sqlite_store> keys{
        {"sqlite", section(sqlite_keys()), "", "The embedded store: one file, no server.",
         &sqlite_store::sqlite},
        {"timeout", duration<milliseconds>(1ms, 10s), "50ms",
         "Time for one call; after it the answer is 503.", &sqlite_store::timeout}};
    return keys;
}

void warn_of_fail_open(const value& from, resolve::stale_revocations& into)
{
    if (into.fail_open)
        from.member("fail_open")
            .warn("during an outage of the store, revoked tokens pass; metric "
                  "postern_revocations_unchecked_total counts the tokens that were not checked");
}

// Another engine needs a restart, and so do some keys of the same engine.
void list_store_changes(
    draft& before, draft& after, const std::string& path, std::vector<std::string>& changed
)
{
    store_options& old = before.made.store;
    store_options& fresh = after.made.store;
    // A change to or from `none` is reported as the whole section.
    if (old.index() != fresh.index())
        changed.push_back(path);
    else if (auto* const sqlite = std::get_if<sqlite_store>(&old))
        sqlite_store_keys().list_restart_keys(
            *sqlite, std::get<sqlite_store>(fresh), path, changed
        );
}

} // namespace

const mapping<session::options>& session_keys()
{
    static const mapping<session::options> keys{
        {"cookie", cookie_name(), "session", "The name of the cookie.", &session::options::cookie},
        {"idle", duration<seconds>(1s, 24h * 3650), "7d",
         "Time without a request after which a session ends, unless it says otherwise.",
         &session::options::idle},
        {"lifetime", duration<seconds>(1s, 24h * 3650), "30d",
         "Time after which a session ends, used or not, unless it says otherwise.",
         &session::options::lifetime},
        {"touch_interval", duration<seconds>(1s, 24h), "60s",
         "The shortest time between two updates of a session's last use in the store.",
         &session::options::touch_interval},
        {"clear_invalid_cookie", boolean(), "false",
         "Whether dialect authgear makes the client delete an invalid session cookie, as Authgear "
         "does.",
         &session::options::clear_invalid_cookie}};
    return keys;
}

const mapping<resolve::stale_revocations>& revocation_keys()
{
    using resolve::stale_revocations;
    static const mapping<stale_revocations> keys{
        {{"max_staleness", duration<milliseconds>(0ms, 24h), "0s",
          "While neither the change feed nor the store answers, tokens that expire still pass for "
          "this time. Revocations that are known stay in force.",
          &stale_revocations::longest},
         {"fail_open", one_of<bool>({{"none", false}, {"tokens", true}}), "none",
          "`tokens`: tokens that expire pass as long as the store does not answer, although they "
          "may have been revoked.",
          &stale_revocations::fail_open}},
        warn_of_fail_open};
    return keys;
}

type<draft> store()
{
    return {
        "`none` or mapping",
        [](const value& from, draft& into) {
            if (from.tree().type == node::kind::scalar && from.peek() == "none")
                into.made.store = no_store();
            else
                sqlite_store_keys().read(from, std::get<sqlite_store>(into.made.store));
        },
        &sqlite_store_keys().rows(), list_store_changes};
}

} // namespace postern::config
