// The logger on spdlog: a bounded queue and one writing thread of its own. Lines are formatted by
// the caller, so spdlog only carries them.
#include <postern/log/log.hpp>
#include <postern/log/timestamp.hpp>

#include "line.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

namespace postern::log {
namespace {

constexpr std::size_t queue_size = 8192;
constexpr std::size_t value_limit = 4096;

// Batches are large: past this many queued entries they are dropped, or a stuck stderr would let
// the queue grow to hundreds of megabytes.
constexpr std::size_t queue_size_for_batches = 256;

// Hands each message on as it is. Used by the writing thread alone, hence no mutex.
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

    void write(level at, std::string_view event, std::initializer_list<field> fields) override
    {
        if (at < level_.load(std::memory_order_relaxed))
            return;
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
        if (pool_->queue_size() < queue_size_for_batches)
            enqueue(lines);
        else
            refused_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
    }

    void set_level(level to) override { level_ = to; }
    void flush() override { spdlog_->flush(); }
    std::uint64_t dropped() const override { return refused_ + pool_->overrun_counter(); }

private:
    void enqueue(std::string_view text)
    {
        spdlog_->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
    }

    const clock& clock_;
    const log::format format_;
    std::atomic<level> level_;
    std::atomic<std::uint64_t> refused_{0};
    std::shared_ptr<spdlog::details::thread_pool> pool_; // its end writes what is queued
    std::shared_ptr<spdlog::async_logger> spdlog_;
};

class null_logger final : public logger
{
    void write(level, std::string_view, std::initializer_list<field>) override {}
    void write_batch(std::string_view) override {}
    void set_level(level) override {}
    void flush() override {}
};

} // namespace

std::unique_ptr<logger> make_logger(const options& options)
{
    // stderr has no buffer: one call is one write(2).
    return make_logger(options, [](std::string_view lines) {
        std::fwrite(lines.data(), 1, lines.size(), stderr);
    });
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
