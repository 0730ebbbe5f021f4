// The keys of the store in Redis.
#include "redis_keys.hpp"

#include "secret_file.hpp"

#include <algorithm>
#include <fstream>

namespace postern::config {
namespace {

using redis::mode;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

type<redis::address> address()
{
    constexpr std::string_view name = "host:port, [v6]:port or unix:/path";
    return {std::string(name), [name](const value& from, redis::address& into) {
                const auto found = from.text();
                if (!found)
                    return;
                if (const auto read = redis::parse_address(*found))
                    into = *read;
                else
                    refuse_value(from, *found, std::string(name));
            }};
}

// Without this check, a missing file is reported only when a connection is made.
void need_file(const value& from, const std::string& name, const std::filesystem::path& path)
{
    if (!path.empty() && !std::ifstream(path))
        from.member(name).refuse("cannot be read: " + in_quotes(path.string()));
}

void check_tls(const value& from, redis::tls_options& into)
{
    need_file(from, "ca_file", into.ca_file);
    need_file(from, "cert_file", into.cert_file);
    need_file(from, "key_file", into.key_file);
    if (into.cert_file.empty() != into.key_file.empty())
        from.member(into.cert_file.empty() ? "cert_file" : "key_file")
            .refuse("missing; a certificate and its key are given together");
}

const mapping<redis::tls_options>& tls_keys()
{
    using redis::tls_options;
    static const mapping<tls_options> keys{
        {{"ca_file", file(), "",
          "The certificates of the authorities that are trusted (PEM); without it those of the "
          "system.",
          &tls_options::ca_file},
         {"cert_file", file(), "", "The client's certificate (PEM).", &tls_options::cert_file},
         {"key_file", file(), "", "The key of the client's certificate (PEM).",
          &tls_options::key_file},
         {"server_name", text(), "",
          "The name in the server's certificate; without it the host of the address.",
          &tls_options::server_name}},
        check_tls};
    return keys;
}

void check_login(const value& from, redis::credentials& into)
{
    const bool has_file = !into.password_file.empty();
    if (has_file && from.has("password"))
        from.member("password_file").refuse("found beside `password`; accepted: one of the two");
    else if (has_file)
        read_secret_file(from.member("password_file"), into.password_file);
    else if (!into.username.empty() && !from.has("password"))
        from.member("username").refuse("has no password; accepted: `password` or `password_file`");
}

const mapping<redis::options::sentinel_options>& sentinel_keys()
{
    using options = redis::options::sentinel_options;
    static const mapping<options> keys{
        {{"username", text(), "", "The user at the sentinels.",
          path_to(&options::login, &redis::credentials::username), needs_restart},
         {"password", secret_value(), "", "The password at the sentinels.",
          path_to(&options::login, &redis::credentials::password), needs_restart},
         {"password_file", file(), "", "A file with that password.",
          path_to(&options::login, &redis::credentials::password_file), needs_restart},
         {"tls", maybe(section(tls_keys())), "", "TLS to the sentinels.", &options::tls,
          needs_restart}},
        [](const value& from, options& into) { check_login(from, into.login); }};
    return keys;
}

void check_mode(const value& from, const redis::options& into)
{
    const bool by_sentinel = into.mode == mode::sentinel;
    if (by_sentinel && into.master.empty())
        from.member("master").refuse("missing; mode sentinel needs the name of the master");
    if (!by_sentinel && from.has("master"))
        from.member("master").refuse("found without `mode: sentinel`");
    if (!by_sentinel && from.has("sentinel"))
        from.member("sentinel").refuse("found without `mode: sentinel`");
    if (into.mode == mode::single && into.addresses.size() > 1)
        from.member("address").refuse("found several; mode single takes one");
    if (into.mode == mode::cluster && into.database != 0)
        from.member("database").refuse("found another than 0; a cluster has only database 0");
}

void check_redis(const value& from, redis_store& into)
{
    check_login(from, into.redis.server.login);
    check_mode(from, into.redis.server);
}

type<std::string> key_prefix()
{
    return {
        "text of 1 to 64 visible ASCII characters without braces",
        [](const value& from, std::string& into) {
            const auto found = from.text();
            if (!found)
                return;
            const auto is_bad = [](char c) { return c <= ' ' || c > '~' || c == '{' || c == '}'; };
            if (found->empty() || found->size() > 64 ||
                std::any_of(found->begin(), found->end(), is_bad))
                return refuse_value(
                    from, *found, "1 to 64 visible ASCII characters without braces"
                );
            into = *found;
        }};
}

} // namespace

const mapping<redis_store>& redis_store_keys()
{
    using store::redis_options;
    constexpr auto server = &redis_options::server;
    const auto to_server = [](auto... rest) {
        return path_to(&redis_store::redis, server, rest...);
    };
    static const mapping<redis_store> keys{
        {{"address", list(address()), required, "Where Redis listens: one address, or a list.",
          to_server(&redis::options::addresses), needs_restart},
         {"mode",
          one_of<mode>(
              {{"single", mode::single}, {"sentinel", mode::sentinel}, {"cluster", mode::cluster}}
          ),
          "single",
          "What listens at the addresses: one server, the sentinels, or some nodes of a cluster.",
          to_server(&redis::options::mode), needs_restart},
         {"master", text(), "", "The name of the master at the sentinels.",
          to_server(&redis::options::master), needs_restart},
         {"database", count<unsigned>(0, 1'000'000), "0", "The number of the database.",
          to_server(&redis::options::database), needs_restart},
         {"prefix", key_prefix(), "postern:", "How every key begins.",
          path_to(&redis_store::redis, &redis_options::prefix), needs_restart},
         {"username", text(), "", "The user (ACL); without it the default user.",
          to_server(&redis::options::login, &redis::credentials::username), needs_restart},
         {"password", secret_value(), "", "The password.",
          to_server(&redis::options::login, &redis::credentials::password), needs_restart},
         {"password_file", file(), "",
          "A file with the password. It is read again for each connection.",
          to_server(&redis::options::login, &redis::credentials::password_file), needs_restart},
         {"tls", maybe(section(tls_keys())), "",
          "TLS to Redis. The server's certificate is always verified.",
          to_server(&redis::options::tls), needs_restart},
         {"sentinel", section(sentinel_keys()), "", "How the sentinels are asked.",
          to_server(&redis::options::sentinel)},
         {"timeout", duration<milliseconds>(1ms, 10s), "50ms",
          "Time for one call of a check; after it the answer is 503. An operator's call has 5s.",
          &redis_store::timeout},
         {"wait", count<unsigned>(0, 100), "0",
          "How many replicas must confirm a revocation before it is acknowledged.",
          path_to(&redis_store::redis, &redis_options::wait), needs_restart}},
        check_redis};
    return keys;
}

} // namespace postern::config
