// The service's log: spdlog, asynchronous, one line per event, text or JSON. Credentials never come
// here; text that came from outside is escaped, so no value can forge a line.
#pragma once

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
    error
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
};

// `name=value` of one event; values are quoted and escaped as the format asks.
using field = std::pair<std::string_view, std::string_view>;

// Thread-safe. Lines are written to stderr by one thread; on overflow the oldest are dropped,
// requests never wait.
class logger
{
public:
    virtual ~logger() = default;

    // `event` is `room.event`, from a closed list of the code, such as `keys.skipped`.
    virtual void write(level, std::string_view event, std::initializer_list<field> = {}) = 0;

    // Lines that a worker has already formatted and batched (each ends with a newline).
    virtual void write_batch(std::string lines) = 0;

    // Applies a reloaded level; the format needs a restart.
    virtual void set_level(level) = 0;
    virtual void flush() = 0;
};

std::unique_ptr<logger> make_logger(const options&);

// Discards everything: for tests and offline commands.
std::unique_ptr<logger> make_null_logger();

} // namespace postern::log
