// Settings of the process, and small helpers that log or count.
#pragma once

#include <postern/admin/store_calls.hpp>
#include <postern/base/error.hpp>
#include <postern/config/configuration.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace postern::app {

// Switches off core files, which would hold keys and tokens, and SIGPIPE; raises the limit on file
// descriptors as far as the system allows.
void prepare_process();

// Why the process does not listen on this address. A socket of systemd is missing where somebody
// starts the program by hand.
std::string why_not_listening(const std::string& address, const error_code& error);

double unix_seconds();

// Writes a line for an exception that reached an event loop or a thread of the pool: a bug, or no
// memory.
std::function<void(const std::exception_ptr&)> reporter(log::logger& to, std::string_view event);

// Runs the context until it is stopped or has no more work. A handler that throws is a bug: it is
// reported, and the other handlers go on.
void run_to_end(
    boost::asio::io_context& context, const std::function<void(const std::exception_ptr&)>& report
);

// Writes a line for each change that an operator makes. All operators use one token; the address
// tells them apart.
std::function<void(const admin::audit_entry&)> audit_writer(log::logger& to);

// Sets the metric for the time at which the configuration was loaded.
void report_loaded(metrics::registry& counted);

} // namespace postern::app
