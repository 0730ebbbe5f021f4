// One line per check. A worker formats its lines into a buffer and gives them to the logger in
// batches, because a write(2) for each line would make a check with a cached proof 14 % slower.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/log/log.hpp>
#include <postern/log/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace postern::log {

// The fields of the line of one check. The views are used during the call only.
struct access_entry
{
    std::string_view endpoint{}; // path of the check
    std::string_view outcome{};  // as resolve::to_string(outcome) names it
    std::string_view reason{};   // empty for valid
    unsigned status = 0;
    std::string_view subject{}; // proven user, empty if none
    std::string_view issuer{};  // profile name, empty if none
    std::string_view method{};  // of the original request, empty if the dialect has none
    std::string_view host{};
    std::string_view uri{}; // without its query
    std::string_view client{};
    std::chrono::nanoseconds duration{};
    time_point at{};
};

// One per worker; not thread-safe. Allocates nothing per line once its buffer has grown.
class access_log
{
public:
    access_log(logger& to, const options& options);
    ~access_log(); // flushes
    access_log(const access_log&) = delete;
    access_log& operator=(const access_log&) = delete;

    // Whether write() would write a line. If not, the caller need not collect its fields.
    bool wants(bool granted) const noexcept
    {
        return options_.access == access::all || (options_.access == access::denied && !granted);
    }

    // `granted`: whether the check let the request pass. Empty texts are left out, and long ones
    // are cut at 512 octets. If only denials are logged, those beyond options.denied_per_second are
    // counted in one line, so that a flood of bad tokens does not fill the disk.
    void write(const access_entry& entry, bool granted);

    // Gives the collected lines to the logger. The worker calls it about four times a second.
    void flush();

    // Applies reloaded options; the format needs a restart.
    void set(const options&);

private:
    bool within_rate(time_point at);
    void write_suppressed();

    logger& to_;
    options options_;
    timestamp timestamp_;
    std::string buffer_;
    time_point last_{};
    std::chrono::sys_seconds second_{};
    unsigned lines_in_second_ = 0;
    std::uint64_t suppressed_ = 0;
};

} // namespace postern::log
