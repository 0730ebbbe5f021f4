// The log of the service: one line per event, as text or JSON, written by a thread of its own
// (spdlog). Credentials are never logged. Values are escaped, so that none can forge a line.
#pragma once

#include <postern/base/clock.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace postern::log {

enum class level
{
    debug,
    info,
    warn,
    error,
    audit // which operator changed something; written at every level
};
enum class format
{
    text,
    json
};
enum class access
{
    all,
    denied,
    none
};

struct options
{
    log::level level = log::level::info;
    log::format format = log::format::text;
    log::access access = log::access::denied;
    unsigned denied_per_second =
        1000; // access lines per worker, if only denials are logged; 0: no limit
};

// `name=value` of one event. The name is a constant of the code. The value is quoted, escaped and
// cut at 4096 octets.
using field = std::pair<std::string_view, std::string_view>;

// Thread-safe. One thread writes the lines. If it cannot keep up, lines are dropped and counted;
// requests never wait for it. The destructor writes the lines that are still queued, and gives up
// if nobody reads them in time.
class logger
{
public:
    virtual ~logger() = default;

    // `event` is a constant of the code, `room.event`, such as `keys.skipped`.
    virtual void write(level, std::string_view event, std::initializer_list<field> = {}) = 0;

    // Lines that a worker has formatted already. Each ends with a newline.
    virtual void write_batch(std::string_view lines) = 0;

    // Applies a reloaded level; the format needs a restart.
    virtual void set_level(level) = 0;

    // Until when the destructor waits for the output to take the queued lines. Called by the thread
    // that destroys the logger. Without a call it waits without a limit.
    virtual void end_by(steady_point deadline) = 0;

    // The number of dropped lines. (A whole batch that the queue dropped counts as one.)
    virtual std::uint64_t dropped() const { return 0; }
};

// Writes one or more whole lines. Called on the writing thread.
using sink = std::function<void(std::string_view lines)>;

// Writes to standard error.
std::unique_ptr<logger> make_logger(const options&);
std::unique_ptr<logger> make_logger(const options&, sink, const clock& = system_clock());

// Discards all lines. For tests and for commands that run no service.
std::unique_ptr<logger> make_null_logger();

} // namespace postern::log
