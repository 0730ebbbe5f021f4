// One line per check, formatted into a buffer of the worker and handed to the logger in batches: a
// write(2) for each line would cost a remembered request a seventh of its speed.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/log/log.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace postern::log {

// What is said of one check. Views are used during the call only.
struct access_entry
{
    std::string_view endpoint; // path of the check
    std::string_view outcome;  // valid none invalid forbidden unavailable malformed
    std::string_view reason;   // empty for valid
    unsigned status = 0;
    std::string_view subject; // proven user, empty if none
    std::string_view issuer;  // profile name, empty if none
    std::string_view method;  // of the original request, empty if the dialect has none
    std::string_view host;
    std::string_view uri; // without its query
    std::string_view client;
    std::chrono::nanoseconds duration{};
    time_point at{};
};

// One per worker; not thread-safe.
class access_log
{
public:
    access_log(logger& sink, const options& options);
    ~access_log(); // flushes

    // `granted`: whether the check was answered with 200.
    void write(const access_entry& entry, bool granted);

    // Called by the worker about four times a second.
    void flush();
    void set(const options&);

private:
    logger& sink_;
    options options_;
    std::string buffer_;
};

} // namespace postern::log
