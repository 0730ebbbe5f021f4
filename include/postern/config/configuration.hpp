// The whole configuration as the plain options of each room. Every key file that it names was read
// and checked when it was loaded, but only the names of the files are kept.
#pragma once

#include <postern/admin/options.hpp>
#include <postern/check/options.hpp>
#include <postern/crypto/thread_pool.hpp>
#include <postern/grpc/options.hpp>
#include <postern/http/server.hpp>
#include <postern/issuers/options.hpp>
#include <postern/log/log.hpp>
#include <postern/resolve/options.hpp>
#include <postern/session/session.hpp>
#include <postern/store/redis.hpp>
#include <postern/store/sqlite.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace postern::config {

struct resolver_options
{
    http::options listener = [] {
        http::options defaults;
        defaults.listen = {{http::listen_address::kind::tcp, "127.0.0.1", 9080, {}}};
        return defaults;
    }();
    unsigned threads = 0; // event loops; 0: as many as processors
    std::chrono::milliseconds deadline{400};
    std::chrono::milliseconds drain{10000};
    std::size_t token_size = 8 * 1024; // resolver.limits.token
};

struct grpc_options
{
    grpc::options listener;
    std::string endpoint = "/authz/envoy"; // whose dialect and rules the checks have
};

// No sessions and no revocations.
struct no_store
{
};

struct sqlite_store
{
    store::sqlite_options sqlite;
    std::chrono::milliseconds timeout{50}; // of one call
};

struct redis_store
{
    store::redis_options redis;
    session::format sessions = session::format::postern; // of the section `sessions`
    std::chrono::milliseconds timeout{50};               // of one call
};

using store_options = std::variant<no_store, sqlite_store, redis_store>;

bool has_store(const store_options&) noexcept;

// Of one call; zero without a store.
std::chrono::milliseconds timeout_of(const store_options&) noexcept;

struct configuration
{
    std::filesystem::path file; // the file that it was read from
    resolver_options resolver;
    std::vector<check::endpoint_options>
        endpoints; // the defaults and the configured ones, policies resolved
    std::vector<resolve::policy> policies;
    resolve::login_options login;
    resolve::identity_options identity;
    resolve::tripwire tripwire =
        resolve::tripwire::deny; // already applied to the endpoints in enforce mode
    std::vector<issuers::options> issuers;
    session::options sessions;
    store_options store = sqlite_store();
    resolve::stale_revocations revocation;
    resolve::memory_options memory;
    crypto::thread_pool_options crypto;
    admin::options admin;
    grpc_options grpc;
    log::options log;
    bool debug_reasons = false;
};

// The endpoint that grpc.endpoint names. Null if there is none; then grpc.listen is empty.
const check::endpoint_options* grpc_endpoint(const configuration&) noexcept;

} // namespace postern::config
