// The service's log: spdlog, asynchronous, one line per event, text or JSON. Credentials never come
// here; text that came from outside is escaped, so no value can forge a line.
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
    audit // who changed what: written at whatever level
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
    unsigned denied_per_second = 1000; // access lines of a worker that logs denials; 0: no bound
};

// `name=value` of one event. The name is the code's own; the value is quoted, escaped and cut at
// 4096 octets.
using field = std::pair<std::string_view, std::string_view>;

// Thread-safe. Lines are written by one thread; when that cannot keep up lines are dropped and
// counted, requests never wait. The destructor writes what is still queued, and leaves it unwritten
// if the output does not take it in time.
class logger
{
public:
    virtual ~logger() = default;

    // `event` is `room.event`, from a closed list of the code, such as `keys.skipped`.
    virtual void write(level, std::string_view event, std::initializer_list<field> = {}) = 0;

    // Lines that a worker has already formatted and batched (each ends with a newline).
    virtual void write_batch(std::string_view lines) = 0;

    // Applies a reloaded level; the format needs a restart.
    virtual void set_level(level) = 0;

    // How long the destructor waits, if the output takes no more lines. Called by the thread that
    // destroys the logger.
    virtual void end_by(steady_point deadline) = 0;

    // Lines dropped so far. (A batch that events pushed out of the queue counts as one.)
    virtual std::uint64_t dropped() const { return 0; }
};

// Takes whole lines, one or many, on the writing thread.
using sink = std::function<void(std::string_view lines)>;

// To stderr.
std::unique_ptr<logger> make_logger(const options&);
std::unique_ptr<logger> make_logger(const options&, sink, const clock& = system_clock());

// Discards everything: for tests and offline commands.
std::unique_ptr<logger> make_null_logger();

} // namespace postern::log
