// The logger uses spdlog for its bounded queue and its writing thread. The caller formats the
// lines, so spdlog only carries them.
#include <postern/log/log.hpp>
#include <postern/log/timestamp.hpp>

#include "line.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <future>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace postern::log {
namespace {

constexpr std::size_t queue_size = 8192;
constexpr std::size_t value_limit = 4096;

// If this many entries are queued, further batches are dropped. Batches are large: a full queue of
// them would take hundreds of megabytes while no process reads standard error.
constexpr std::size_t queue_size_for_batches = 256;

// The destructor waits at least this long, so that a process that reads gets the last lines.
constexpr std::chrono::milliseconds least_patience{500};

// Passes each message on unchanged. Only the writing thread uses it, so it needs no mutex.
class raw_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex>
{
public:
    explicit raw_sink(log::sink to) : to_(std::move(to)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        to_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    log::sink to_;
};

class async_logger final : public logger
{
public:
    async_logger(const options& options, log::sink to, const clock& clock)
        : clock_(clock), format_(options.format), level_(options.level),
          pool_(std::make_shared<spdlog::details::thread_pool>(queue_size, 1)),
          spdlog_(std::make_shared<spdlog::async_logger>(
              "postern", std::make_shared<raw_sink>(std::move(to)), pool_,
              spdlog::async_overflow_policy::overrun_oldest
          ))
    {
    }

    // The destructor of the pool waits for its thread without a limit, and that thread may be in
    // a write that never returns. So another thread destroys the pool, and this one waits for it.
    ~async_logger() override
    {
        std::promise<void> written;
        const auto done = written.get_future();
        const auto deadline = std::max(end_by_, std::chrono::steady_clock::now() + least_patience);
        std::thread([pool = std::move(pool_), written = std::move(written)]() mutable {
            pool.reset();
            written.set_value();
        }).detach();
        done.wait_until(deadline);
    }

    void write(level at, std::string_view event, std::initializer_list<field> fields) override
    {
        if (at < level_.load(std::memory_order_relaxed))
            return;
        // The caller formats the line, so that the writing thread only writes.
        timestamp now;
        std::string text;
        line line(text, format_, now.text(clock_.now()), at, event, value_limit);
        for (const auto& [name, value] : fields)
            line.add(name, value);
        line.end();
        enqueue(text);
    }

    void write_batch(std::string_view lines) override
    {
        // A dropped batch counts with all its lines.
        if (pool_->queue_size() < queue_size_for_batches)
            enqueue(lines);
        else
            refused_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
    }

    void set_level(level to) override { level_ = to; }
    void end_by(steady_point deadline) override { end_by_ = deadline; }
    std::uint64_t dropped() const override { return refused_ + pool_->overrun_counter(); }

private:
    // spdlog has its own levels. This one is always enabled, because write() has checked ours.
    void enqueue(std::string_view text)
    {
        spdlog_->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
    }

    const clock& clock_;
    const log::format format_;
    std::atomic<level> level_;
    std::atomic<std::uint64_t> refused_{0};
    steady_point end_by_ = steady_point::max();
    std::shared_ptr<spdlog::details::thread_pool> pool_; // its destructor writes what is queued
    std::shared_ptr<spdlog::async_logger> spdlog_;
};

// Does not use stdio, because exit(3) flushes its streams. It would wait for the lock of a stream
// while a thread that cannot write has this lock. Lines that cannot be written are lost.
void write_to_stderr(std::string_view lines)
{
    while (!lines.empty()) {
        // A pipe may take a part only.
        const ssize_t written = ::write(STDERR_FILENO, lines.data(), lines.size());
        if (written >= 0) {
            lines.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) { // somebody else made it non-blocking
            ::pollfd room{STDERR_FILENO, POLLOUT, 0};
            ::poll(&room, 1, -1);
        } else if (errno != EINTR) {
            return;
        }
    }
}

class null_logger final : public logger
{
    void write(level, std::string_view, std::initializer_list<field>) override {}
    void write_batch(std::string_view) override {}
    void set_level(level) override {}
    void end_by(steady_point) override {}
};

} // namespace

std::unique_ptr<logger> make_logger(const options& options)
{
    return make_logger(options, write_to_stderr);
}

std::unique_ptr<logger> make_logger(const options& options, sink to, const clock& clock)
{
    return std::make_unique<async_logger>(options, std::move(to), clock);
}

std::unique_ptr<logger> make_null_logger()
{
    return std::make_unique<null_logger>();
}

} // namespace postern::log
