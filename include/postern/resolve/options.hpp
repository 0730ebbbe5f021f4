// What an operator may set about deciding. Plain values; the configuration fills them.
#pragma once

#include <postern/resolve/policy.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace postern::resolve {

enum class mode
{
    identify,
    enforce
};
enum class on_invalid
{
    stop,
    next
};
enum class tripwire
{
    deny,
    count,
    off
};
enum class preflight
{
    deny,
    allow
};

// Where a credential may be: `Authorization: Bearer`, a cookie that holds a token, or the session
// cookie.
struct credential_source
{
    enum class kind
    {
        bearer,
        token_cookie,
        session
    };

    kind type = kind::bearer;
    std::string cookie; // its name; not for bearer
};

// What a request must satisfy.
struct rules
{
    resolve::mode mode = resolve::mode::enforce;
    std::vector<credential_source> credentials{{}};
    resolve::on_invalid on_invalid = resolve::on_invalid::stop;
    resolve::preflight preflight = resolve::preflight::deny;
    resolve::tripwire tripwire = resolve::tripwire::deny;
    std::optional<resolve::policy> policy;
};

struct login_options
{
    std::string url; // empty: no login redirect
    std::string return_parameter = "rd";
    std::vector<std::string> allowed_hosts; // exact, or `*.example.com`
};

// What a check may do while the revocation list is stale and the store does not answer. It is about
// tokens that expire: sessions, and tokens without `exp`, are unavailable then.
struct stale_revocations
{
    std::chrono::milliseconds longest{0}; // so long a stale list is good enough
    bool fail_open = false;               // a stale list is always good enough
};

struct memory_options
{
    std::size_t verdicts = 64 * 1024 * 1024; // octets, of all workers together: proven tokens
    std::size_t sessions = 64 * 1024 * 1024; // the same: sessions
    std::chrono::milliseconds ttl{300000};
};

} // namespace postern::resolve
