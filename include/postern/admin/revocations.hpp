// /v1/revocations.
#pragma once

#include <postern/admin/api_module.hpp>
#include <postern/admin/store_calls.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

namespace postern::admin {

struct revocation_dependencies
{
    revocation::revocation_store* revocations = nullptr; // null: every route is 404
    session::session_store* sessions = nullptr;          // finds the session of a cookie's value
    store_calls calls;
};

api_module revocation_module(revocation_dependencies);

} // namespace postern::admin
