// A logger that keeps its events as text, for tests of what writes them.
#pragma once

#include <postern/log/log.hpp>

#include <mutex>
#include <string>

namespace postern::test {

// Thread-safe.
class recording_logger final : public log::logger
{
public:
    // `event name=value name=value`, one event a line.
    void
    write(log::level, std::string_view event, std::initializer_list<log::field> fields) override
    {
        const std::lock_guard lock(mutex_);
        text_ += event;
        for (const auto& [name, value] : fields)
            text_ += ' ' + std::string(name) + '=' + std::string(value);
        text_ += '\n';
    }
    void write_batch(std::string_view lines) override
    {
        const std::lock_guard lock(mutex_);
        text_ += lines;
    }
    void set_level(log::level to) override { level = to; }
    void end_by(steady_point) override {}

    std::string text() const
    {
        const std::lock_guard lock(mutex_);
        return text_;
    }

    log::level level = log::level::info; // the last that was set

private:
    mutable std::mutex mutex_;
    std::string text_;
};

} // namespace postern::test
