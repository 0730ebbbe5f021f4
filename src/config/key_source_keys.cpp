// The sources of an issuer's keys. Every file is read here, so that a bad file is found before the
// start, but only its name is kept.
#include <postern/codec/ascii.hpp>
#include <postern/keys/files.hpp>

#include "secret_file.hpp"
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

using crypto::algorithm;
using crypto::algorithm_set;
using crypto::key_type;
using std::chrono::seconds;
using namespace std::chrono_literals;

struct pem_entry
{
    std::string kid;
    std::filesystem::path file;
    std::string algorithm; // empty: all of the issuer's that fit the key
};

struct hmac_entry
{
    std::string kid;
    crypto::algorithm algorithm = crypto::algorithm::hs256;
    secret text;
    std::filesystem::path file;
};

type<std::string> key_id()
{
    return text_like("key id: 1 to 256 visible ASCII characters", [](std::string_view text) {
        return !text.empty() && text.size() <= 256 && codec::is_visible(text);
    });
}

// Reports a file that could not be read or parsed.
void refuse_file(const value& from, const std::filesystem::path& file, const error_code& reason)
{
    from.refuse(
        "found " + in_quotes(file.string()) + ", which cannot be used: " + reason.message()
    );
}

std::string name_of(const keys::skipped_key& skipped)
{
    return skipped.kid.empty() ? "key without kid" : "key " + in_quotes(skipped.kid);
}

// The error itself names the reason of each key: most commands print errors and no warnings.
void refuse_keys(const value& from, const std::filesystem::path& file, const keys::key_import& read)
{
    std::string reasons;
    for (const keys::skipped_key& skipped : read.skipped)
        reasons +=
            (reasons.empty() ? "" : "; ") + name_of(skipped) + ": " + skipped.reason.message();
    if (read.keys.empty())
        reasons = "no usable key: " + (reasons.empty() ? "the list `keys` is empty" : reasons);
    from.refuse("found " + in_quotes(file.string()) + ", which cannot be used: " + reasons);
}

void add_key(const value& from, keys::key&& read, issuer_draft& into)
{
    // A token selects its key by the kid, so two keys with one kid are ambiguous.
    const auto same_kid = [&](const keys::key& k) { return k.kid == read.kid; };
    if (std::any_of(into.keys.begin(), into.keys.end(), same_kid)) {
        const std::string which = read.kid.empty() ? "no kid" : "kid " + in_quotes(read.kid);
        return from.refuse("two keys of this issuer have " + which);
    }
    into.keys.push_back(std::move(read));
}

void add_jwks(const value& from, issuer_draft& into)
{
    const std::optional<std::filesystem::path> file = from.file();
    if (!file)
        return;
    // A file without a usable key, or with two keys of one kid, is an error. In other files a bad
    // key is only a warning, because a key set may hold keys for other uses (RFC 7517 §5).
    auto read = keys::read_jwks_file(*file, into.profile.algorithms);
    if (!read)
        return refuse_file(from, *file, read.error());
    if (keys::check_key_file(*read))
        return refuse_keys(from, *file, *read);
    for (const keys::skipped_key& skipped : read->skipped)
        from.warn("the " + name_of(skipped) + " is not used: " + skipped.reason.message());
    for (keys::key& one : read->keys)
        add_key(from, std::move(one), into);
    into.sources.jwks_file = *file;
}

// The algorithms that the entry may serve: the one that it names, or all of the issuer's.
std::optional<algorithm_set> pinned(const value& from, const pem_entry& entry, algorithm_set issuer)
{
    if (entry.algorithm.empty())
        return issuer;
    // The algorithm of a key must also be one that the issuer accepts.
    const std::optional<algorithm> one = crypto::algorithm_from_name(entry.algorithm);
    if (one && issuer.contains(*one))
        return algorithm_set{*one};
    refuse_value(from.member("algorithm"), entry.algorithm, "one of this issuer's `algorithms`");
    return std::nullopt;
}

void add_pem(const value& from, pem_entry&& entry, issuer_draft& into)
{
    const std::optional<algorithm_set> serves = pinned(from, entry, into.profile.algorithms);
    if (!serves)
        return;
    auto read = keys::read_pem_file(entry.file, entry.kid, *serves);
    if (!read)
        return refuse_file(from.member("file"), entry.file, read.error());
    add_key(from, std::move(*read), into);
    into.sources.pem_files.push_back({std::move(entry.kid), std::move(entry.file), *serves});
}

type<algorithm> hmac_algorithm()
{
    return one_of<algorithm>(
        {{"HS256", algorithm::hs256}, {"HS384", algorithm::hs384}, {"HS512", algorithm::hs512}}
    );
}

void add_hmac(const value& from, hmac_entry&& entry, issuer_draft& into)
{
    // The secret is in the configuration or in a file. The error is at the key that is wrong.
    if (from.has("secret") == from.has("secret_file"))
        return from.member(from.has("secret") ? "secret_file" : "secret")
            .refuse("accepted: exactly one of `secret` and `secret_file`");
    if (!into.profile.algorithms.contains(entry.algorithm))
        return from.member("algorithm").refuse("not one of this issuer's `algorithms`");
    // Problems of the secret are reported at the key that gave it.
    const value source = from.member(from.has("secret") ? "secret" : "secret_file");
    std::optional<secret> octets = std::move(entry.text);
    if (from.has("secret_file"))
        octets = read_secret_file(source, entry.file);
    // The problem of the file was reported already.
    if (!octets)
        return;
    auto made = make_hmac_key(source, entry.algorithm, std::move(*octets));
    if (!made)
        return;
    into.sources.fixed.push_back({std::move(entry.kid), std::move(*made), {entry.algorithm}});
    add_key(from, keys::key(into.sources.fixed.back()), into);
}

const mapping<pem_entry>& pem_keys()
{
    static const mapping<pem_entry> keys{
        {"kid", key_id(), "",
         "The key's `kid` in tokens; without it, the key serves tokens without `kid`.",
         &pem_entry::kid},
        {"file", file(), required, "One `PUBLIC KEY` block.", &pem_entry::file},
        {"algorithm", text(), "",
         "The only algorithm that the key serves; without it, all of the issuer's that fit.",
         &pem_entry::algorithm}};
    return keys;
}

const mapping<hmac_entry>& hmac_keys()
{
    static const mapping<hmac_entry> keys{
        {"kid", key_id(), "",
         "The key's `kid` in tokens; without it, the key serves tokens without `kid`.",
         &hmac_entry::kid},
        {"algorithm", hmac_algorithm(), required, "The only algorithm that the secret serves.",
         &hmac_entry::algorithm},
        {"secret", secret_value(), "",
         "The secret itself, in octets: at least 32 for HS256, 48 for HS384, 64 for HS512.",
         &hmac_entry::text},
        {"secret_file", config::file(), "",
         "A file with the secret, readable by its owner alone; one newline at its end is not part "
         "of "
         "it.",
         &hmac_entry::file}};
    return keys;
}

void need_a_source(const value& from, issuer_draft& into)
{
    constexpr std::string_view sources[] = {"jwks_url", "discovery", "jwks_file", "pem", "hmac"};
    if (std::ranges::none_of(sources, [&](std::string_view each) { return from.has(each); }))
        from.refuse("no source of keys; accepted: `jwks_url`, `discovery`, `jwks_file`, `pem` or "
                    "`hmac`");
    add_remotes(from, into);
}

const mapping<issuer_draft>& source_keys()
{
    static const mapping<issuer_draft> keys{
        {{"jwks_file", type<issuer_draft>{"path", add_jwks}, "",
          "A JSON Web Key Set; keys in it that cannot be used are skipped with a warning.", itself},
         {"pem", list_of(pem_keys(), add_pem), "", "Public keys, each in a file of its own.",
          itself},
         {"hmac", list_of(hmac_keys(), add_hmac), "", "Shared secrets, for HS256, HS384 and HS512.",
          itself},
         {"jwks_url", document_url(), "", "The issuer's key set, which is fetched over HTTPS.",
          path_to(&issuer_draft::remote, &remote_draft::jwks_url)},
         {"discovery", document_url(), "",
          "The issuer's metadata (OpenID Connect Discovery, RFC 8414), which name its key set. "
          "Without "
          "`/.well-known/` in it, `/.well-known/openid-configuration` is appended.",
          path_to(&issuer_draft::remote, &remote_draft::discovery)},
         {"format",
          one_of<issuers::document>(
              {{"jwks", issuers::document::jwk_set}, {"provide", issuers::document::provide}}
          ),
          "jwks", "What `jwks_url` answers; `provide`: the key list of Provide Ident.",
          path_to(&issuer_draft::remote, &remote_draft::common, &issuers::remote::kind)},
         {"ca_file", file(), "",
          "Certificates of the authorities that the issuer's server may have; without it, those of "
          "the system.",
          path_to(&issuer_draft::remote, &remote_draft::common, &issuers::remote::ca_file)},
         {"bearer_file", file(), "",
          "A file with the token that the server wants, as Kubernetes does; it is read for each "
          "request.",
          path_to(&issuer_draft::remote, &remote_draft::common, &issuers::remote::bearer_file)},
         {"allow_http", boolean(), "false",
          "Whether `http` is allowed to this machine's own addresses.",
          path_to(&issuer_draft::remote, &remote_draft::allow_http)},
         {"refresh", duration<seconds>(60s, 24h), "10m",
          "Time between two fetches, if the answer has no `max-age`. That is taken from 1m to 24h.",
          path_to(
              &issuer_draft::remote, &remote_draft::common, &issuers::remote::limits,
              &issuers::refresh_limits::usual
          )},
         {"cool_down", duration<seconds>(10s, 1h), "30s",
          "The shortest time between two fetches because of tokens with an unknown `kid`.",
          path_to(
              &issuer_draft::remote, &remote_draft::common, &issuers::remote::limits,
              &issuers::refresh_limits::cool_down
          )},
         {"max_stale", duration<seconds>(1min, 24h * 30), "24h",
          "How long keys are used that cannot be fetched again. Later, their tokens are answered "
          "503.",
          path_to(
              &issuer_draft::remote, &remote_draft::common, &issuers::remote::limits,
              &issuers::refresh_limits::max_stale
          )}},
        need_a_source};
    return keys;
}

// The first source of public keys; empty if there is none.
std::string_view public_source(const value& from)
{
    for (const std::string_view each : {"pem", "jwks_file", "jwks_url", "discovery"})
        if (from.has(each))
            return each;
    return {};
}

// A public key is not a secret. If an issuer accepted HS* beside other algorithms, or had both
// kinds of keys, an attacker could use a public key as the secret (RFC 8725 §2.1).
bool kinds_fit(const value& from, algorithm_set algorithms)
{
    const algorithm_set secrets = algorithms.fitting(key_type::hmac);
    // Each branch reports one way in which keys and algorithms do not fit.
    const std::size_t before = from.errors();
    if (!secrets.empty() && !(secrets == algorithms))
        from.refuse("found HS256, HS384 or HS512 beside other algorithms in this issuer's "
                    "`algorithms`; accepted: an issuer for each kind");
    else if (secrets.empty() && from.has("hmac"))
        from.member("hmac").refuse("found shared secrets, but none of HS256, HS384 and HS512 is in "
                                   "this issuer's `algorithms`");
    else if (const auto source = public_source(from); !secrets.empty() && !source.empty())
        from.member(source).refuse(
            "found public keys in an issuer of HS256, HS384 or HS512; accepted: `hmac`"
        );
    else if (!secrets.empty() && !from.has("hmac"))
        from.member("hmac").refuse("missing; HS256, HS384 and HS512 need shared secrets");
    return from.errors() == before;
}

} // namespace

type<issuer_draft> key_sources()
{
    type<issuer_draft> keys = section(source_keys());
    keys.read = [](const value& from, issuer_draft& into) {
        // An empty set means that `algorithms` was refused. Keys cannot be compared with it.
        const bool refused = into.profile.algorithms.empty();
        if (!refused && kinds_fit(from, into.profile.algorithms))
            source_keys().read(from, into);
    };
    return keys;
}

} // namespace postern::config
