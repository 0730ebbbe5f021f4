// The identity headers: their prefix, and claims that become headers of their own.
#include <postern/codec/ascii.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "sections.hpp"

#include <algorithm>
#include <array>

namespace postern::config {
namespace {

// Names that have a meaning of their own: for HTTP (RFC 9110, RFC 9112 §6-7), for the proxies that
// describe the original request with them, and for our answers. Other names that begin alike, such
// as X-Forwarded-User, are free.
constexpr std::array<std::string_view, 40> taken{
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "location",
    "proxy-connection",
    "retry-after",
    "server",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "www-authenticate",
    "x-authgear-login-url",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-method",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-forwarded-uri",
    "x-original-forwarded-for",
    "x-original-host",
    "x-original-method",
    "x-original-uri",
    "x-original-url",
    "x-postern-reason",
    "x-real-ip"};

// Two names that are equal after this are one header to some applications, such as CGI programs.
std::string folded(std::string_view name)
{
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(), codec::fold_header_character);
    return text;
}

bool is_taken(const std::string& fold)
{
    return std::find(taken.begin(), taken.end(), fold) != taken.end();
}

const mapping<resolve::mapped_header>& claim_keys()
{
    static const mapping<resolve::mapped_header> keys{
        {"claim", claim_path(), required, "The claim: `claim.inner`, or a list of names.",
         &resolve::mapped_header::path},
        {"as", one_of<bool>({{"json", true}}), "",
         "`json`: objects, null and fractions are written as compact JSON; without it they leave "
         "the header unset.",
         &resolve::mapped_header::as_json}};
    return keys;
}

void check_name(const value& from, const resolve::identity_options& so_far)
{
    const std::string fold = folded(from.name());
    const auto same = [&](const std::string& other) { return folded(other) == fold; };
    // The names so far are the standard headers and the mapped headers before this one.
    const std::vector<std::string> names = resolve::header_names(so_far);
    if (!codec::is_token(from.name()))
        from.at_name().refuse("found " + in_quotes(from.name()) + "; accepted: a header name");
    else if (is_taken(fold))
        from.at_name().refuse(
            "a header that has another meaning for proxies or HTTP; accepted: another name"
        );
    else if (const auto other = std::find_if(names.begin(), names.end(), same);
             other != names.end())
        from.at_name().refuse("the same header as " + in_quotes(*other) + " to an application");
}

void read_headers(const value& from, resolve::identity_options& into)
{
    if (from.tree().type != node::kind::mapping)
        return from.refuse_kind("a mapping of header names");
    for (const value& item : from.members()) {
        resolve::mapped_header read;
        check_name(item, into);
        // The value is a mapping with options, or the path of the claim alone.
        if (item.tree().type == node::kind::mapping)
            claim_keys().read(item, read);
        else
            claim_path().read(item, read.path);
        read.name = item.name();
        into.mapped.push_back(std::move(read));
    }
}

type<resolve::identity_options> headers()
{
    return {"mapping of header names to claims", read_headers, &claim_keys().rows()};
}

} // namespace

const mapping<draft>& identity_keys()
{
    static const mapping<draft> keys{
        {"prefix", text_like("start of a header name", codec::is_token), "X-Authgear-",
         "How the names of the standard headers start.",
         path_to(&draft::made, &configuration::identity, &resolve::identity_options::prefix)},
        {"headers", headers(), "",
         "More headers, each with its claim: `claim.inner`, a list of names if a name holds a dot, "
         "or a "
         "mapping.",
         path_to(&draft::made, &configuration::identity)},
        {"tripwire",
         one_of<resolve::tripwire>(
             {{"deny", resolve::tripwire::deny},
              {"count", resolve::tripwire::count},
              {"off", resolve::tripwire::off}}
         ),
         "deny",
         "What happens when a client sends an identity header itself. An endpoint in mode identify "
         "counts it at most.",
         path_to(&draft::made, &configuration::tripwire)}};
    return keys;
}

} // namespace postern::config
