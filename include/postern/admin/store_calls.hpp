// What the modules that call the store have in common: a time limit for each call, and a line of
// the audit log for each change.
#pragma once

#include <postern/base/clock.hpp>

#include <chrono>
#include <functional>
#include <string_view>

namespace postern::admin {

// Never holds a secret.
struct audit_entry
{
    std::string_view action;  // session.create, user.end_sessions, revocation.add, ...
    std::string_view target;  // a session's id, a user, a revocation's id
    std::string_view outcome; // `done`, or why it was not done
    std::string_view client;  // the address that the request came from
};

struct store_calls
{
    std::function<void(const audit_entry&)> audit;
    std::chrono::milliseconds timeout{50}; // of one request's calls together
    const clock* time = &system_clock();
};

} // namespace postern::admin
