// What the process asks of the system, and what it says of its configuration.
#pragma once

#include <postern/admin/store_calls.hpp>
#include <postern/config/configuration.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <string_view>
#include <vector>

namespace postern::app {

// No core files (they would hold keys and tokens), as many descriptors as allowed, no SIGPIPE.
void prepare_process();

double unix_seconds();

// Writes a line for each exception: it is a bug, it was answered with 500, and somebody should
// know. `event` is the code's own text.
std::function<void(const std::exception_ptr&)> reporter(log::logger&, std::string_view event);

// Runs the context until it is stopped or has no more work. A handler that throws is a bug: it is
// reported, and the other handlers go on.
void run_to_end(
    boost::asio::io_context& context, const std::function<void(const std::exception_ptr&)>& report
);

// Writes a line for each change that an operator makes. All operators use one token; the address
// tells them apart.
std::function<void(const admin::audit_entry&)> audit_writer(log::logger&);

// Keys by issuer and the time of loading; `before` is the configuration that this one replaces, or
// null.
void report_configuration(
    metrics::registry&, const config::configuration* before, const config::configuration& now
);

// Settings that differ and that a reload cannot change.
std::vector<std::string_view>
needing_restart(const config::configuration& running, const config::configuration& fresh);

} // namespace postern::app
