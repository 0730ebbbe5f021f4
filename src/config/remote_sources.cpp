// The documents of an issuer that are fetched.
#include "sections.hpp"

namespace postern::config {
namespace {

constexpr std::string_view well_known = "/.well-known/";

// OpenID Connect Discovery 1.0 section 4: the path is appended to that of the issuer.
http::url metadata_url(http::url from)
{
    if (from.target.find(well_known) != std::string::npos)
        return from;
    if (from.target.ends_with('/'))
        from.target.pop_back();
    from.target += "/.well-known/openid-configuration";
    return from;
}

// Plain http shows the keys to everybody on the way, and lets them be replaced.
void check_scheme(const value& from, const http::url& url, bool allow_http)
{
    if (url.scheme != "https" && !allow_http)
        from.refuse("found http; accepted: https, or `allow_http: true` for this machine itself");
}

void add_remote(issuer_draft& into, http::url url, issuers::document kind)
{
    const remote_draft& read = into.remote;
    issuers::remote made = read.common;
    made.url = std::move(url);
    made.kind = kind;
    made.plain = read.allow_http ? http::plain_http::loopback : http::plain_http::never;
    into.sources.remotes.push_back(std::move(made));
}

} // namespace

type<std::optional<http::url>> document_url()
{
    return {"https URL", [](const value& from, std::optional<http::url>& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                const auto url = http::parse_url(*found);
                if (url)
                    into = *url;
                else
                    refuse_value(from, *found, "https URL without user and fragment");
            }};
}

void add_remotes(const value& from, issuer_draft& into)
{
    const remote_draft& read = into.remote;
    if (read.jwks_url)
        check_scheme(from.member("jwks_url"), *read.jwks_url, read.allow_http);
    if (read.discovery)
        check_scheme(from.member("discovery"), *read.discovery, read.allow_http);
    // The metadata name their issuer, and it must be this one.
    if (read.discovery && !into.profile.issuer)
        from.member("discovery").refuse("needs `issuer`, which the metadata must name");
    if (read.jwks_url)
        add_remote(into, *read.jwks_url, read.common.kind);
    if (read.discovery)
        add_remote(into, metadata_url(*read.discovery), issuers::document::metadata);
}

} // namespace postern::config
