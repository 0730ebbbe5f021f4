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

// An endpoint that never denies does not start with the client's spoofed headers either: there the
// tripwire counts.
void apply_tripwire(configuration& into)
{
    for (dialect::endpoint_options& endpoint : into.endpoints) {
        const bool identify = endpoint.rules.mode == resolve::mode::identify;
        const bool deny = into.tripwire == resolve::tripwire::deny;
        endpoint.rules.tripwire = identify && deny ? resolve::tripwire::count : into.tripwire;
    }
}

void finish(const value& from, draft& into)
{
    check_listeners(from, into);
    apply_tripwire(into.made);
}

} // namespace

const mapping<draft>& root_keys()
{
    static const mapping<draft> keys{
        {{"issuers", issuers(), required,
          "Whose tokens are believed: what they must look like, "
          "and the keys that prove them.",
          itself},
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
