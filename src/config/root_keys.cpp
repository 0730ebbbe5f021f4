// The sections, in the order in which they are read: policies name issuers, endpoints name
// policies.
#include <postern/session/authgear.hpp>

#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

// Two listeners cannot have the same address; port 0 means a free port, so it is not compared.
void check_listeners(const value& from, draft& into)
{
    std::vector<http::listen_address> taken = into.made.resolver.listener.listen;
    const auto& grpc = into.made.grpc.listener.listen;
    taken.insert(taken.end(), grpc.begin(), grpc.end());
    for (const http::listen_address& address : into.made.admin.listen) {
        const bool any_port = address.type == http::listen_address::kind::tcp && address.port == 0;
        if (!any_port && std::find(taken.begin(), taken.end(), address) != taken.end())
            from.member("admin").member("listen").refuse(
                "found " + in_quotes(address.text()) + ", where another listener is already"
            );
    }
}

bool is_session(const resolve::credential_source& source)
{
    return source.type == resolve::credential_source::kind::session;
}

// Mode identify never denies, so its tripwire counts at most.
void apply_tripwire(configuration& into)
{
    for (check::endpoint_options& endpoint : into.endpoints) {
        const bool identify = endpoint.rules.mode == resolve::mode::identify;
        const bool deny = into.tripwire == resolve::tripwire::deny;
        endpoint.rules.tripwire = identify && deny ? resolve::tripwire::count : into.tripwire;
    }
}

// Without a store there are no sessions: the default credentials leave them out, and an endpoint
// that lists them is an error.
void check_sessions(const value& from, draft& into)
{
    const bool has_store = config::has_store(into.made.store);
    // A `session` that the file lists is an error. In the default list it is only removed, below.
    if (!has_store && into.session_wanted)
        from.member("endpoints").refuse("found `session` among the credentials, but `store: none`");
    if (!has_store && from.has("sessions"))
        from.member("sessions").refuse("found beside `store: none`; accepted: one of the two");
    for (check::endpoint_options& endpoint : into.made.endpoints) {
        auto& sources = endpoint.rules.credentials;
        if (!has_store)
            std::erase_if(sources, is_session);
        // The name of the cookie comes from another section, so it is set here.
        for (resolve::credential_source& source : sources)
            if (is_session(source))
                source.cookie = into.made.sessions.cookie;
    }
}

// The store reads the records of Authgear beside its own. Redis refuses a feed whose prefixes
// overlap, and Authgear's keys begin with `app:`.
void check_authgear(const value& from, configuration& into)
{
    if (into.sessions.format != session::format::authgear)
        return;
    auto* const store = std::get_if<redis_store>(&into.store);
    if (store == nullptr)
        return from.member("sessions")
            .member("format")
            .refuse("found `authgear`, but its sessions are in Redis; accepted: with `store: "
                    "{redis: ...}`");
    if (store->redis.prefix.starts_with("app:"))
        from.member("store").member("redis").member("prefix").refuse(
            "found the prefix of Authgear's keys; accepted: one that does not begin with `app:`"
        );
    store->sessions = session::format::authgear;
    store->redis.foreign = {
        std::string(session::authgear_kind), session::authgear_key_prefix(into.sessions.app)};
}

// Without tokens and sessions no request could ever be accepted.
void check_anybody(const value& from)
{
    if (!from.has("issuers") && !from.has("sessions"))
        from.member("issuers").refuse("missing, and it has no default; it may be left out only if "
                                      "`sessions` is given");
}

// These checks compare several sections, so they run after all sections were read.
void finish(const value& from, draft& into)
{
    check_anybody(from);
    check_listeners(from, into);
    check_grpc(from, into.made);
    check_sessions(from, into);
    check_authgear(from, into.made);
    apply_tripwire(into.made);
}

} // namespace

const mapping<draft>& root_keys()
{
    static const mapping<draft> keys{
        {{"issuers", issuers(), "",
          "The issuers whose tokens are accepted: what the tokens must look like, and the keys "
          "that "
          "verify them.",
          itself},
         {"sessions", section(session_keys()), "",
          "The session cookie. A login service creates sessions through the operators' listener "
          "(docs/sessions.md).",
          path_to(&draft::made, &configuration::sessions)},
         {"store", store(), "", "Where sessions and revocations are kept.", itself},
         {"revocation", section(revocation_keys()), "",
          "What happens while the list of revocations cannot be kept up to date.",
          path_to(&draft::made, &configuration::revocation)},
         {"policies", policies(), "", "Named requirements on an identity, for endpoints.", itself},
         {"default_endpoints", default_endpoints(), "all",
          "Which of the endpoints of the table at the end exist without being listed. An Envoy "
          "without a prefix sends the client's own path: there name only its dialect.",
          itself},
         {"endpoints", endpoints(), "",
          "The paths that proxies ask. They are added to the endpoints that exist by default; one "
          "with the same path replaces it.",
          itself},
         {"identity", section(identity_keys()), "",
          "The headers that name the user to the application.", itself},
         {"login", section(login_keys()), "",
          "The page for a person without a credential, in the dialects that redirect.",
          path_to(&draft::made, &configuration::login)},
         {"resolver", section(resolver_keys()), "", "The listener that proxies ask.",
          path_to(&draft::made, &configuration::resolver)},
         {"memory", section(memory_keys()), "", "Caches of tokens and sessions that were checked.",
          path_to(&draft::made, &configuration::memory)},
         {"crypto", section(crypto_keys()), "",
          "The threads that verify signatures which would block an event loop for too long.",
          path_to(&draft::made, &configuration::crypto)},
         {"admin", section(admin_keys()), "", "The listener that operators ask.",
          path_to(&draft::made, &configuration::admin)},
         {"grpc", section(grpc_keys()), "", "The listener that Envoy asks over gRPC.",
          path_to(&draft::made, &configuration::grpc)},
         {"log", section(log_keys()), "", "What is written to standard error.",
          path_to(&draft::made, &configuration::log)},
         {"debug", section(debug_keys()), "", "Help while a proxy is being set up.", &draft::made}},
        finish};
    return keys;
}

} // namespace postern::config
