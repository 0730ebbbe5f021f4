#include <postern/log/access_log.hpp>

#include "line.hpp"

namespace postern::log {
namespace {

// Lines are collected up to this size, so that the queue of the logger has few entries.
constexpr std::size_t batch_size = 32 * 1024;
constexpr std::size_t value_limit = 512;

struct text_field
{
    std::string_view name;
    std::string_view access_entry::*value;
};

// The fields in the order of the line. An empty one is left out.
constexpr text_field text_fields[] = {
    {"endpoint", &access_entry::endpoint}, {"outcome", &access_entry::outcome},
    {"reason", &access_entry::reason},     {"subject", &access_entry::subject},
    {"issuer", &access_entry::issuer},     {"method", &access_entry::method},
    {"host", &access_entry::host},         {"uri", &access_entry::uri},
    {"client", &access_entry::client},
};

} // namespace

access_log::access_log(logger& to, const options& options) : to_(to), options_(options)
{
    // The last line of a batch may exceed its size.
    buffer_.reserve(batch_size + batch_size / 2);
}

access_log::~access_log()
{
    flush();
}

void access_log::write(const access_entry& entry, bool granted)
{
    if (!wants(granted) || !within_rate(entry.at))
        return;
    const auto time = timestamp_.text(entry.at);
    line line(buffer_, options_.format, time, level::info, "access", value_limit);
    line.add("status", entry.status);
    for (const auto& [name, value] : text_fields) {
        if (!(entry.*value).empty())
            line.add(name, entry.*value);
    }
    line.add_microseconds("duration_us", entry.duration);
    line.end();
    if (buffer_.size() >= batch_size)
        flush();
}

bool access_log::within_rate(time_point at)
{
    if (options_.access != access::denied || options_.denied_per_second == 0)
        return true;
    last_ = at;
    // A new second has its own limit. First report how many lines the second before has lost.
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    if (second != second_) {
        write_suppressed();
        second_ = second;
        lines_in_second_ = 0;
    }
    if (lines_in_second_ < options_.denied_per_second) {
        ++lines_in_second_;
        return true;
    }
    ++suppressed_;
    return false;
}

void access_log::write_suppressed()
{
    if (suppressed_ == 0)
        return;
    const auto time = timestamp_.text(last_);
    line line(buffer_, options_.format, time, level::warn, "access.suppressed", value_limit);
    line.add("lines", suppressed_);
    line.end();
    suppressed_ = 0;
}

void access_log::flush()
{
    write_suppressed();
    if (!buffer_.empty())
        to_.write_batch(buffer_);
    buffer_.clear();
}

void access_log::set(const options& options)
{
    // The format stays the same while the process runs. A reader expects one format only.
    const auto format = options_.format;
    options_ = options;
    options_.format = format;
}

} // namespace postern::log
