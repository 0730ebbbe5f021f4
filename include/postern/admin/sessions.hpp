// /v1/sessions and /v1/users/{user}/sessions.
#pragma once

#include <postern/admin/api_module.hpp>
#include <postern/admin/store_calls.hpp>
#include <postern/resolve/identity.hpp>
#include <postern/session/session_store.hpp>

#include <functional>

namespace postern::admin {

struct session_dependencies
{
    session::session_store* sessions = nullptr; // null: there is no store, every route is 404
    std::function<session::options()> defaults; // of a new session
    store_calls calls;
    std::function<resolve::identity_options()> identity = [] {
        return resolve::identity_options();
    };
};

api_module session_module(session_dependencies);

} // namespace postern::admin
