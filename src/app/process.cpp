#include "process.hpp"

#include <chrono>
#include <csignal>
#include <sys/resource.h>

namespace postern::app {
namespace {

void set_limit(__rlimit_resource what, rlim_t soft, rlim_t hard)
{
    const rlimit limit{soft, hard};
    ::setrlimit(what, &limit); // a refusal is ignored: the service works with less
}

} // namespace

void prepare_process()
{
    // Write no core file, which would hold keys and tokens.
    set_limit(RLIMIT_CORE, 0, 0);
    // Allow as many open files as the system permits, because each connection needs one.
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0)
        set_limit(RLIMIT_NOFILE, files.rlim_max, files.rlim_max);
    // Without this, a write to a closed connection would end the process.
    std::signal(SIGPIPE, SIG_IGN);
}

std::string why_not_listening(const std::string& address, const error_code& error)
{
    if (address == "systemd" && error == boost::system::errc::bad_file_descriptor)
        return "systemd has passed no socket (LISTEN_FDS). Start the service with its "
               "postern.socket, or write an address into the configuration";
    return error.message();
}

std::function<void(const std::exception_ptr&)> reporter(log::logger& to, std::string_view event)
{
    return [&to, event](const std::exception_ptr& failed) {
        // Throw the exception again, because only a catch clause can read its text.
        try {
            std::rethrow_exception(failed);
        } catch (const std::exception& e) {
            to.write(log::level::error, event, {{"what", e.what()}});
        } catch (...) {
            to.write(log::level::error, event);
        }
    };
}

std::function<void(const admin::audit_entry&)> audit_writer(log::logger& to)
{
    return [&to](const admin::audit_entry& done) {
        to.write(
            log::level::audit, "admin.change",
            {{"client", done.client},
             {"action", done.action},
             {"target", done.target},
             {"outcome", done.outcome}}
        );
    };
}

void run_to_end(
    boost::asio::io_context& context, const std::function<void(const std::exception_ptr&)>& report
)
{
    // Run the loop again after an exception, so that the other handlers go on.
    for (bool is_running = true; is_running;) {
        try {
            context.run();
            is_running = false;
        } catch (...) {
            report(std::current_exception());
        }
    }
}

double unix_seconds()
{
    using seconds = std::chrono::duration<double>;
    return seconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

void report_loaded(metrics::registry& counted)
{
    const double loaded = unix_seconds();
    counted.make_gauge_function("postern_config_loaded_timestamp_seconds", {}, [loaded] {
        return loaded;
    });
}

} // namespace postern::app
