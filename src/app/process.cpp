#include "process.hpp"

#include <chrono>
#include <csignal>
#include <sys/resource.h>

namespace postern::app {
namespace {

void set_limit(__rlimit_resource what, rlim_t soft, rlim_t hard)
{
    const rlimit limit{soft, hard};
    ::setrlimit(what, &limit); // best effort: the system may allow less
}

} // namespace

void prepare_process()
{
    set_limit(RLIMIT_CORE, 0, 0);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0)
        set_limit(RLIMIT_NOFILE, files.rlim_max, files.rlim_max);
    std::signal(SIGPIPE, SIG_IGN);
}

double unix_seconds()
{
    using seconds = std::chrono::duration<double>;
    return seconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

void report_configuration(
    metrics::registry& counted, const config::configuration* before,
    const config::configuration& now
)
{
    if (before)
        for (const jwt::trusted_issuer& gone : before->issuers)
            counted.make_gauge_function("postern_keys", {{"issuer", gone.rules.name}}, nullptr);
    for (const jwt::trusted_issuer& issuer : now.issuers) {
        const auto count = static_cast<double>(issuer.keys.keys().size());
        counted.make_gauge_function("postern_keys", {{"issuer", issuer.rules.name}}, [count] {
            return count;
        });
    }
    const double loaded = unix_seconds();
    counted.make_gauge_function("postern_config_loaded_timestamp_seconds", {}, [loaded] {
        return loaded;
    });
}

std::vector<std::string_view>
needing_restart(const config::configuration& running, const config::configuration& fresh)
{
    std::vector<std::string_view> keys;
    if (running.resolver.listener.listen != fresh.resolver.listener.listen)
        keys.emplace_back("resolver.listen");
    if (running.resolver.threads != fresh.resolver.threads)
        keys.emplace_back("resolver.threads");
    if (running.admin.listen != fresh.admin.listen)
        keys.emplace_back("admin.listen");
    if (running.log.format != fresh.log.format)
        keys.emplace_back("log.format");
    return keys;
}

} // namespace postern::app
