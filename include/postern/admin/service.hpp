// The operators' API: health, metrics, explain, reload, sessions, revocations. What it does is
// handed in; it adds the token, the routes and the wire forms.
#pragma once

#include <postern/admin/options.hpp>
#include <postern/check/explain.hpp>
#include <postern/http/service.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postern::admin {

struct readiness
{
    bool ready = false;
    std::vector<std::string> reasons; // why not
};

struct reload_outcome
{
    bool done = false;
    // Why the old configuration was kept: file:line:column: path: text.
    std::vector<std::string> problems;
};

struct audit_entry
{
    std::string_view action;  // session.create, user.end_sessions, revocation.add, ...
    std::string_view target;  // a session's id, a user, a revocation's id
    std::string_view outcome; // done, or why not
    std::string_view client;  // who: the address that the call came from
};

// All are called on the admin listener's thread.
struct operations
{
    std::function<readiness()> ready;
    std::function<std::string()> metrics;
    std::function<check::explanation(const check::explain_request&)> explain;
    std::function<reload_outcome()> reload;

    // Null where there is no store: the paths that need one are 404 and say so.
    session::session_store* sessions = nullptr;
    revocation::revocation_store* revocations = nullptr;
    std::function<session::options()> session_defaults{};
    std::chrono::milliseconds store_timeout{50}; // of one call
    const clock* time = &system_clock();

    // One line for each change: who did what to what. Never a secret.
    std::function<void(const audit_entry&)> audit{};
};

// `token` is compared in constant time with `Authorization: Bearer` or `X-Api-Key`; without it
// every path but /livez and /readyz is 401, those that do not exist as well. Throws
// std::logic_error if the token is empty: a listener that anybody may use is a bug.
std::unique_ptr<http::service> make_service(const secret& token, operations);

struct token_origin
{
    secret token;
    bool generated = false; // written to options.token_file, mode 0600
};

// The configured token, or the file's (a line break at its end is not part of it), or a new random
// one written to the file (mode 0600, never over an existing file). Refuses what admin::errc names;
// other errors are the system's.
result<token_origin> obtain_token(const options&);

} // namespace postern::admin
