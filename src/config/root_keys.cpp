// The sections, in the order in which they are read: policies name issuers, endpoints name
// policies.
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

// Two listeners cannot have one address; port 0 is another one each time.
void check_listeners(const value& from, draft& into)
{
    const auto& taken = into.made.resolver.listener.listen;
    for (const http::listen_address& address : into.made.admin.listen) {
        const bool any_port = address.type == http::listen_address::kind::tcp && address.port == 0;
        if (!any_port && std::find(taken.begin(), taken.end(), address) != taken.end())
            from.member("admin").member("listen").refuse(
                "found " + in_quotes(address.text()) + ", where the resolver listens already"
            );
    }
}

bool is_session(const resolve::credential_source& place)
{
    return place.type == resolve::credential_source::kind::session;
}

// Mode identify never denies, so there the tripwire can only count.
void apply_tripwire(configuration& into)
{
    for (check::endpoint_options& endpoint : into.endpoints) {
        const bool identify = endpoint.rules.mode == resolve::mode::identify;
        const bool deny = into.tripwire == resolve::tripwire::deny;
        endpoint.rules.tripwire = identify && deny ? resolve::tripwire::count : into.tripwire;
    }
}

// Without a store there are no sessions: nothing looks for them, and nobody may ask for them.
void check_sessions(const value& from, draft& into)
{
    const bool has_store = config::has_store(into.made.store);
    if (!has_store && into.session_asked)
        from.member("endpoints").refuse("`session` among the credentials, and `store: none`");
    if (!has_store && from.has("sessions"))
        from.member("sessions").refuse("given beside `store: none`; accepted: one of the two");
    for (check::endpoint_options& endpoint : into.made.endpoints) {
        auto& places = endpoint.rules.credentials;
        if (!has_store)
            std::erase_if(places, is_session);
        for (resolve::credential_source& place : places)
            if (is_session(place))
                place.cookie = into.made.sessions.cookie;
    }
}

// With neither, nobody could ever be known.
void check_anybody(const value& from)
{
    if (!from.has("issuers") && !from.has("sessions"))
        from.member("issuers").refuse("missing, and it has no default; left out only beside "
                                      "`sessions`, where nobody has tokens");
}

void finish(const value& from, draft& into)
{
    check_anybody(from);
    check_listeners(from, into);
    check_sessions(from, into);
    apply_tripwire(into.made);
}

} // namespace

const mapping<draft>& root_keys()
{
    static const mapping<draft> keys{
        {{"issuers", issuers(), "",
          "Whose tokens are believed: what they must look like, "
          "and the keys that prove them.",
          itself},
         {"sessions", section(session_keys()), "",
          "The session cookie: whoever signs people in creates sessions through the operators' "
          "listener (docs/sessions.md).",
          [](draft& d) -> decltype(auto) { return (d.made.sessions); }},
         {"store", store(), "",
          "Where sessions and revocations are kept. Another engine needs a restart.", itself},
         {"policies", policies(), "", "Named requirements that an endpoint can ask of an identity.",
          itself},
         {"endpoints", endpoints(), "",
          "Where proxies ask. Adds to the endpoints that exist by default, or by the same path "
          "replaces one.",
          itself},
         {"identity", section(identity_keys()), "",
          "The headers that tell the application who asks.", itself},
         {"login", section(login_keys()), "",
          "Where a person without a credential is sent, by the dialects that redirect.",
          [](draft& d) -> decltype(auto) { return (d.made.login); }},
         {"resolver", section(resolver_keys()), "", "The listener that proxies ask.",
          [](draft& d) -> decltype(auto) { return (d.made.resolver); }},
         {"memory", section(memory_keys()), "", "Verdicts that are remembered.",
          [](draft& d) -> decltype(auto) { return (d.made.memory); }},
         {"crypto", section(crypto_keys()), "",
          "The threads for signatures that are too slow for an event loop.",
          [](draft& d) -> decltype(auto) { return (d.made.crypto); }},
         {"admin", section(admin_keys()), "", "The listener that operators ask.",
          [](draft& d) -> decltype(auto) { return (d.made.admin); }},
         {"log", section(log_keys()), "", "What is written to standard error.",
          [](draft& d) -> decltype(auto) { return (d.made.log); }},
         {"debug", section(debug_keys()), "", "Help while a proxy is being set up.",
          [](draft& d) -> decltype(auto) { return (d.made); }}},
        finish};
    return keys;
}

} // namespace postern::config
