// Endpoints: the paths that proxies ask, and the rules of their answers.
#include <postern/check/options.hpp>
#include <postern/codec/ascii.hpp>

#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

// The keys of one endpoint as written. The defaults depend on the dialect and the mode.
struct entry
{
    std::string path;
    const dialect::dialect* dialect = nullptr;
    std::optional<resolve::mode> mode;
    std::string policy;
    std::vector<resolve::credential_source> credentials;
    std::optional<resolve::on_invalid> on_invalid;
    std::optional<resolve::preflight> preflight;
    check::challenge_options challenge;
};

// RFC 3986 §3.3, without characters that could begin a query.
type<std::string> path()
{
    return text_like("path that starts with `/`, without query or spaces", [](std::string_view t) {
        return !t.empty() && t.front() == '/' && codec::is_visible(t) &&
               t.find_first_of("?#\"<>\\^`{|}") == t.npos;
    });
}

using source = resolve::credential_source;

constexpr std::string_view sources_rule = "`bearer`, `session` or `{cookie: NAME, holds: token}`";

// The keys of a source that is written as a mapping. The other sources are single words.
const mapping<source>& cookie_keys()
{
    static const mapping<source> keys{
        {"cookie", cookie_name(), required, "The name of the cookie.", &source::cookie},
        {"holds", one_of<source::kind>({{"token", source::kind::token_cookie}}), required,
         "What it holds.", &source::type}};
    return keys;
}

bool is_session(const source& s)
{
    return s.type == source::kind::session;
}

void read_source(const value& from, source& into)
{
    if (from.tree().type == node::kind::mapping)
        return cookie_keys().read(from, into);
    const std::optional<std::string> found = from.text();
    // A new source is of kind bearer, so that word sets nothing.
    if (found && *found == "session")
        into.type = source::kind::session;
    else if (found && *found != "bearer")
        refuse_value(from, *found, sources_rule);
}

void read_sources(const value& from, std::vector<source>& into)
{
    for (const value& item : from.items()) {
        source read;
        const std::size_t before = item.errors();
        read_source(item, read);
        // A second search in the same header or cookie could find nothing new.
        const auto same = [&](const source& s) {
            return s.type == read.type && s.cookie == read.cookie;
        };
        // A refused source is not compared, because it still has its defaults.
        if (item.errors() == before && std::any_of(into.begin(), into.end(), same))
            item.refuse("given twice in this list");
        into.push_back(std::move(read));
    }
    if (into.empty())
        from.refuse("found an empty list; accepted: one or more, or no such key");
}

type<std::vector<source>> credential_sources()
{
    return {"list of " + std::string(sources_rule), read_sources, &cookie_keys().rows()};
}

const mapping<check::challenge_options>& challenge_keys()
{
    static const mapping<check::challenge_options> keys{
        {"resource_metadata", text_like("http or https URL with a host", is_web_url), "",
         "The URL of the OAuth 2.0 Protected Resource Metadata (RFC 9728); it becomes a part of "
         "`WWW-Authenticate`, where agents such as MCP clients look for it.",
         &check::challenge_options::resource_metadata}};
    return keys;
}

const mapping<entry>& endpoint_keys()
{
    static const mapping<entry> keys{
        {"path", path(), required, "Compared octet by octet.", &entry::path},
        {"dialect", dialect_name(), required, "The form of the proxy's check and of our answer.",
         &entry::dialect},
        {"mode",
         maybe(one_of<resolve::mode>(
             {{"enforce", resolve::mode::enforce}, {"identify", resolve::mode::identify}}
         )),
         "the dialect's",
         "`enforce` admits or denies; `identify` always answers 200, with the identity if there is "
         "one.",
         &entry::mode},
        {"policy", text(), "", "The policy that an identity must meet.", &entry::policy},
        {"credentials", credential_sources(), "[bearer, session]",
         "Where a credential is looked for, in this order.", &entry::credentials},
        {"on_invalid",
         maybe(one_of<resolve::on_invalid>(
             {{"stop", resolve::on_invalid::stop}, {"next", resolve::on_invalid::next}}
         )),
         "`stop` in mode enforce, else `next`", "Whether an invalid credential ends the search.",
         &entry::on_invalid},
        {"preflight",
         maybe(one_of<resolve::preflight>(
             {{"deny", resolve::preflight::deny}, {"allow", resolve::preflight::allow}}
         )),
         "deny", "Whether a CORS preflight passes without a credential.", &entry::preflight},
        {"challenge", section(challenge_keys()), "", "What a client is told beside a denial.",
         &entry::challenge}};
    return keys;
}

// The rules of an endpoint: the defaults of its dialect, changed by the keys that are given.
resolve::rules rules_of(const entry& read)
{
    resolve::rules rules = check::default_rules(*read.dialect);
    // Another mode than the dialect's has another default of `on_invalid`.
    if (read.mode && *read.mode != rules.mode) {
        rules.mode = *read.mode;
        rules.on_invalid = rules.mode == resolve::mode::enforce ? resolve::on_invalid::stop
                                                                : resolve::on_invalid::next;
    }
    // A key that is given overrides every default.
    rules.on_invalid = read.on_invalid.value_or(rules.on_invalid);
    rules.preflight = read.preflight.value_or(rules.preflight);
    if (!read.credentials.empty())
        rules.credentials = read.credentials;
    return rules;
}

// The policy that the entry names; null if there is none.
const resolve::policy* find_policy(const value& from, const entry& read, const draft& so_far)
{
    const auto& made = so_far.made.policies;
    const auto found = std::find_if(made.begin(), made.end(), [&](const resolve::policy& p) {
        return p.name == read.policy;
    });
    if (found != made.end())
        return &*found;
    // A refused policy has a name but no value. Its own error is enough.
    const auto& names = so_far.policies;
    if (std::find(names.begin(), names.end(), read.policy) == names.end())
        refuse_value(from.member("policy"), read.policy, "the name of one of the `policies`");
    return nullptr;
}

void add_endpoint(const value& from, entry&& read, draft& into)
{
    check::endpoint_options made{read.path, read.dialect, rules_of(read), read.challenge};
    // What follows a prefix begins with a slash of its own.
    if (read.dialect->is_prefix && read.path.ends_with('/'))
        from.member("path").refuse(
            "found " + in_quotes(read.path) + "; accepted: no `/` at the end"
        );
    if (from.has("policy")) {
        if (const resolve::policy* const policy = find_policy(from, read, into))
            made.rules.policy = *policy;
        if (made.rules.mode == resolve::mode::identify)
            from.member("policy").warn("has no effect: mode identify never denies");
    }
    // Only a list in the file counts: the default list loses its session if there is no store.
    into.session_wanted = into.session_wanted ||
                          std::any_of(read.credentials.begin(), read.credentials.end(), is_session);
    // An endpoint of the file replaces the default one with the same path.
    auto& all = into.made.endpoints;
    std::erase_if(all, [&](const auto& endpoint) { return endpoint.path == read.path; });
    all.push_back(std::move(made));
}

// The paths of the list, empty where there is none. peek() reports nothing: a wrong path was
// reported when the endpoint was read.
std::vector<std::string> listed_paths(const value& from)
{
    std::vector<std::string> paths;
    for (const value& item : from.items())
        paths.push_back(item.has("path") ? item.member("path").peek() : "");
    return paths;
}

// Reports paths that are given twice. add_endpoint() cannot report them, because it never sees an
// endpoint that has another error.
void check_paths(const value& from)
{
    const std::vector<std::string> paths = listed_paths(from);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto here = paths.begin() + static_cast<std::ptrdiff_t>(i);
        if (!paths[i].empty() && std::find(paths.begin(), here, paths[i]) != here)
            from.items()[i].member("path").refuse(
                "found " + in_quotes(paths[i]) + " a second time"
            );
    }
}

// A client's target makes any path below the prefix.
bool lies_under(std::string_view path, const check::endpoint_options& other)
{
    return path != other.path && check::has_path(other, path);
}

// Reports two endpoints of which one is under the other's prefix: the client's own path would
// choose between them. The one below is reported, if it is in the list.
void check_prefixes(const value& from, const draft& into)
{
    const auto& all = into.made.endpoints;
    const std::vector<std::string> listed = listed_paths(from);
    for (std::size_t i = 0; i < listed.size(); ++i) {
        const auto mine = std::ranges::find(all, listed[i], &check::endpoint_options::path);
        if (mine == all.end())
            continue;
        for (const check::endpoint_options& each : all) {
            const bool is_listed = std::ranges::find(listed, each.path) != listed.end();
            if (lies_under(mine->path, each) || (!is_listed && lies_under(each.path, *mine)))
                from.items()[i].member("path").refuse(
                    "found " + in_quotes(mine->path) + " beside " + in_quotes(each.path) +
                    ", one under the other: the client's path would choose the endpoint"
                );
        }
    }
}

} // namespace

type<std::string> cookie_name()
{
    return text_like("cookie name", codec::is_token);
}

type<draft> endpoints()
{
    type<draft> list = list_of(endpoint_keys(), add_endpoint);
    list.read = [read = list.read](const value& from, draft& into) {
        read(from, into);
        check_paths(from);
        check_prefixes(from, into);
    };
    return list;
}

} // namespace postern::config
