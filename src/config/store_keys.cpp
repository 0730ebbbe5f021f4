// Sessions, and the store for them and for revocations.
#include <postern/codec/ascii.hpp>

#include "redis_keys.hpp"
#include "sections.hpp"

#include <algorithm>

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

// Both engines as they are read; the file names one of them.
struct store_draft
{
    sqlite_store sqlite;
    redis_store redis;
};

const mapping<store_draft>& engine_keys()
{
    static const mapping<store_draft> keys{
        {{"sqlite", section(sqlite_keys()), "", "The embedded store: one file, no server.",
          path_to(&store_draft::sqlite, &sqlite_store::sqlite)},
         {"timeout", duration<milliseconds>(1ms, 10s), "50ms",
          "Time for one call of the embedded store; after it the answer is 503.",
          path_to(&store_draft::sqlite, &sqlite_store::timeout)},
         {"redis", section(redis_store_keys()), "",
          "A store that several machines share (docs/redis.md).", &store_draft::redis}},
        [](const value& from, store_draft&) {
            for (const char* other : {"sqlite", "timeout"})
                if (from.has("redis") && from.has(other))
                    from.member(other).refuse("found beside `redis`; accepted: one store");
        }};
    return keys;
}

store_draft make_draft(const store_options& from)
{
    store_draft made;
    if (const auto* const sqlite = std::get_if<sqlite_store>(&from))
        made.sqlite = *sqlite;
    else if (const auto* const redis = std::get_if<redis_store>(&from))
        made.redis = *redis;
    return made;
}

void read_store(const value& from, store_options& into)
{
    store_draft read = make_draft(into);
    engine_keys().read(from, read);
    if (from.has("redis"))
        into = std::move(read.redis);
    else
        into = std::move(read.sqlite);
}

constexpr std::string_view app_rule = "1 to 64 letters, digits and `-`";

// Other characters could make a key of another kind.
bool is_app(std::string_view text)
{
    const auto is_good = [](char c) { return codec::is_alphanumeric(c) || c == '-'; };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_good);
}

// Authgear's own defaults are other ones than ours.
void check_format(const value& from, session::options& into)
{
    if (into.format != session::format::authgear) {
        if (from.has("app"))
            from.member("app").refuse("found without `format: authgear`");
        return;
    }
    if (into.app.empty())
        from.member("app").refuse("missing; `format: authgear` needs the id of the Authgear app");
    if (from.has("touch_interval"))
        from.member("touch_interval")
            .refuse("found beside `format: authgear`; only Authgear "
                    "records the use of its sessions");
    if (!from.has("idle"))
        into.idle = 24h * 30;
    if (!from.has("lifetime"))
        into.lifetime = 24h * 7 * 52;
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
    // A change to or from another engine is reported as the whole section.
    if (old.index() != fresh.index())
        return changed.push_back(path);
    store_draft old_keys = make_draft(old), fresh_keys = make_draft(fresh);
    engine_keys().list_restart_keys(old_keys, fresh_keys, path, changed);
}

} // namespace

const mapping<session::options>& session_keys()
{
    using session::format;
    static const mapping<session::options> keys{
        {{"cookie", cookie_name(), "session", "The name of the cookie.", &session::options::cookie},
         {"format", one_of<format>({{"postern", format::postern}, {"authgear", format::authgear}}),
          "postern",
          "`authgear`: the sessions are Authgear's, in its own Redis, and are only read "
          "(docs/authgear-redis.md).",
          &session::options::format, needs_restart},
         {"app", text_like(std::string(app_rule), is_app), "",
          "The id of the Authgear app whose sessions are read.", &session::options::app,
          needs_restart},
         {"idle", duration<seconds>(1s, 24h * 3650), "7d",
          "Time without a request after which a session ends, unless it says otherwise. With "
          "`format: authgear` the default is 30d.",
          &session::options::idle},
         {"lifetime", duration<seconds>(1s, 24h * 3650), "30d",
          "Time after which a session ends, used or not, unless it says otherwise. With "
          "`format: authgear` the default is 364d.",
          &session::options::lifetime},
         {"touch_interval", duration<seconds>(1s, 24h), "60s",
          "The shortest time between two updates of a session's last use in the store.",
          &session::options::touch_interval},
         {"clear_invalid_cookie", boolean(), "false",
          "Whether dialect authgear makes the client delete an invalid session cookie, as Authgear "
          "does.",
          &session::options::clear_invalid_cookie}},
        check_format};
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
                read_store(from, into.made.store);
        },
        &engine_keys().rows(), list_store_changes};
}

} // namespace postern::config
