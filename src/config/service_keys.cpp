// The keys of the service itself: listeners, threads, caches, log.
#include "secret_file.hpp"
#include "sections.hpp"

namespace postern::config {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;
constexpr std::uint64_t gib = 1024 * mib;

// The limits of a connection need a restart. That of a token changes with a reload.
const mapping<resolver_options>& limit_keys()
{
    static const mapping<resolver_options> keys{
        {"head", size(kib, mib), "64KiB", "Octets of a request head; more is 431.",
         path_to(&resolver_options::listener, &http::options::head, &http::head_limits::octets),
         needs_restart},
        {"fields", count<std::size_t>(8, 1024), "128", "Fields of a request head; more is 431.",
         path_to(&resolver_options::listener, &http::options::head, &http::head_limits::fields),
         needs_restart},
        {"header_timeout", duration<milliseconds>(10ms, 10min), "5s",
         "Time for a head to arrive, from the connection's first moment.",
         path_to(&resolver_options::listener, &http::options::header_timeout), needs_restart},
        {"idle_timeout", duration<milliseconds>(100ms, 24h), "130s",
         "Time that a connection may stay open between requests; keep it longer than the proxy's.",
         path_to(&resolver_options::listener, &http::options::idle_timeout), needs_restart},
        {"connections", count<std::size_t>(1, 1'000'000), "10000",
         "Connections at one time; more wait in the kernel's backlog.",
         path_to(&resolver_options::listener, &http::options::connections), needs_restart},
        {"token", size(256, 64 * kib), "8KiB", "Octets of a token; a longer one is 401.",
         &resolver_options::token_size}};
    return keys;
}

void check_resolver(const value& from, resolver_options& into)
{
    if (into.token_size >= into.listener.head.octets)
        from.member("limits").member("token").refuse(
            "found " + in_quotes(format_size(into.token_size)) +
            ", which no head can hold; accepted: less than `head`"
        );
}

// Checks the token where it is given: in the configuration or in a file.
void check_admin(const value& from, admin::options& into)
{
    if (from.has("token") && from.has("token_file"))
        return from.member("token_file").refuse("found beside `token`; accepted: one of the two");
    if (from.has("token"))
        return check_admin_token(from.member("token"), into.token.reveal());
    // A missing file is no error, because the service creates it with a random token.
    if (file_is_there(into.token_file))
        if (const auto found = read_secret_file(from.member("token_file"), into.token_file))
            check_admin_token(from.member("token_file"), found->reveal());
    if (from.has("token_file"))
        // The path is not in the error: somebody may have written the token itself here.
        need_folder_of(from.member("token_file"), into.token_file, false);
}

} // namespace

const mapping<resolver_options>& resolver_keys()
{
    static const mapping<resolver_options> keys{
        {{"listen", listen_addresses(), "127.0.0.1:9080",
          "The address that proxies ask; nobody else should reach it. A unix socket gets mode "
          "0660; "
          "its path is relative to this file's folder.",
          path_to(&resolver_options::listener, &http::options::listen), needs_restart},
         {"threads", auto_or_count<unsigned>(256), "auto",
          "Event loops; `auto` is one for each processor.", &resolver_options::threads,
          needs_restart},
         {"deadline", duration<milliseconds>(1ms, 1min), "400ms",
          "Time for one check; after it the answer is 503.", &resolver_options::deadline},
         {"limits", section(limit_keys()), "", "Limits for requests and connections.", itself},
         {"drain", duration<milliseconds>(1ms, 1h), "10s",
          "Time for open requests to be answered when the service stops.",
          &resolver_options::drain}},
        check_resolver};
    return keys;
}

const mapping<resolve::memory_options>& memory_keys()
{
    static const mapping<resolve::memory_options> keys{
        {"verdicts", size(64 * kib, 64 * gib), "64MiB",
         "Octets for cached tokens, of all threads together.", &resolve::memory_options::verdicts},
        {"sessions", size(64 * kib, 64 * gib), "64MiB",
         "Octets for cached sessions, of all threads together.",
         &resolve::memory_options::sessions},
        {"ttl", duration<milliseconds>(1ms, 24h), "5m",
         "Time after which a token is verified again, even if it is still valid.",
         &resolve::memory_options::ttl}};
    return keys;
}

const mapping<crypto::thread_pool_options>& crypto_keys()
{
    static const mapping<crypto::thread_pool_options> keys{
        {"threads", auto_or_count<std::size_t>(256), "auto",
         "Threads of the pool; `auto` is one for each processor.",
         &crypto::thread_pool_options::threads, needs_restart},
        {"queue", count<std::size_t>(1, 1'000'000), "1024",
         "Signatures that may wait for a thread; past that the answer is 503.",
         &crypto::thread_pool_options::queue, needs_restart}};
    return keys;
}

const mapping<admin::options>& admin_keys()
{
    static const mapping<admin::options> keys{
        {{"listen", listen_addresses(), "127.0.0.1:9081",
          "The address for operators and Prometheus.", &admin::options::listen, needs_restart},
         {"token", secret_value(), "",
          "The token that a caller must send: at least 16 visible ASCII characters.",
          &admin::options::token, needs_restart},
         {"token_file", file(), "admin.token",
          "A file with the token, readable by its owner alone. If it does not exist, it is created "
          "with "
          "a random token.",
          &admin::options::token_file, needs_restart}},
        check_admin};
    return keys;
}

const mapping<log::options>& log_keys()
{
    static const mapping<log::options> keys{
        {"level",
         one_of<log::level>(
             {{"debug", log::level::debug},
              {"info", log::level::info},
              {"warn", log::level::warn},
              {"error", log::level::error}}
         ),
         "info", "The lowest level that is written.", &log::options::level},
        {"format", one_of<log::format>({{"text", log::format::text}, {"json", log::format::json}}),
         "text", "One line for each event: `text` for people, `json` for programs.",
         &log::options::format, needs_restart},
        {"access",
         one_of<log::access>(
             {{"all", log::access::all},
              {"denied", log::access::denied},
              {"none", log::access::none}}
         ),
         "denied", "Which checks get a line.", &log::options::access}};
    return keys;
}

const mapping<configuration>& debug_keys()
{
    static const mapping<configuration> keys{
        {"reasons", boolean(), "false",
         "Adds `X-Postern-Reason` to each answer. Some proxies pass it on to the client, so do not "
         "leave "
         "it on.",
         &configuration::debug_reasons}};
    return keys;
}

} // namespace postern::config
