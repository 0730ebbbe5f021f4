// Finds a write-ahead log that lost durable transactions by damage. SQLite would ignore them
// silently. The format: https://www.sqlite.org/fileformat2.html section 4
#include "wal_check.hpp"

#include <bit>
#include <cstdint>
#include <optional>

namespace postern::store {
namespace {

constexpr std::uint32_t magic = 0x377f0682; // its last bit: checksums of big-endian words
constexpr std::size_t header_size = 32;
constexpr std::size_t frame_header_size = 24;
constexpr std::size_t summed_of_frame_header = 8; // page number, size of the file after a commit

std::uint32_t word(std::string_view from, std::size_t at) noexcept
{
    std::uint32_t made = 0;
    for (std::size_t n = 0; n != 4; ++n)
        made = made << 8 | static_cast<unsigned char>(from[at + n]);
    return made;
}

// Both sums of a checksum, the first one in the upper half.
using checksum = std::uint64_t;

checksum stored_sum(std::string_view from, std::size_t at) noexcept
{
    return checksum{word(from, at)} << 32 | word(from, at + 4);
}

// Each checksum continues the one before it.
checksum continued(checksum from, std::string_view over, bool big_endian) noexcept
{
    auto first = static_cast<std::uint32_t>(from >> 32);
    auto second = static_cast<std::uint32_t>(from);
    const auto next = [&](std::size_t at) {
        const std::uint32_t one = word(over, at);
        return big_endian ? one : __builtin_bswap32(one);
    };
    for (std::size_t at = 0; at + 8 <= over.size(); at += 8) {
        first += next(at) + second;
        second += next(at + 4) + first;
    }
    return checksum{first} << 32 | second;
}

// One changed page, with a header before it.
struct frame
{
    std::string_view octets;

    bool commits() const noexcept { return word(octets, 4) != 0; }
    std::string_view salts() const noexcept { return octets.substr(8, 8); }
    checksum sum() const noexcept { return stored_sum(octets, 16); }
};

// The frames behind the header of the log.
class frames
{
public:
    // Nothing if the checksum of the header is wrong.
    static std::optional<frames> read(std::string_view log) noexcept
    {
        // Check the fixed fields first, because the size of the frames depends on them.
        const std::uint32_t found = word(log, 0);
        const std::size_t page_size = word(log, 8);
        if ((found & ~1U) != magic || !std::has_single_bit(page_size) || page_size < 512)
            return std::nullopt;
        const bool big_endian = (found & 1) != 0;
        if (continued(0, log.substr(0, 24), big_endian) != stored_sum(log, 24))
            return std::nullopt;
        return frames(log, frame_header_size + page_size, big_endian);
    }

    std::size_t count() const noexcept { return (log_.size() - header_size) / size_; }
    frame at(std::size_t n) const noexcept { return {log_.substr(header_size + n * size_, size_)}; }
    checksum beginning() const noexcept { return stored_sum(log_, 24); }

    // SQLite writes the log again from its beginning, with new salts. Old frames may be left
    // behind.
    bool of_this_generation(const frame& one) const noexcept
    {
        return one.salts() == log_.substr(16, 8);
    }
    // The checksum covers a part of the header and the whole page.
    checksum sum(const frame& one, checksum before) const noexcept
    {
        const auto head = continued(before, one.octets.substr(0, summed_of_frame_header), big_);
        return continued(head, one.octets.substr(frame_header_size), big_);
    }
    bool follows(const frame& one, checksum before) const noexcept
    {
        return of_this_generation(one) && sum(one, before) == one.sum();
    }

private:
    frames(std::string_view log, std::size_t size, bool big) noexcept
        : log_(log), size_(size), big_(big)
    {
    }

    std::string_view log_;
    std::size_t size_;
    bool big_;
};

struct ending
{
    std::size_t frame; // the first one with a wrong checksum
    checksum before;
};

ending end_of(const frames& all) noexcept
{
    ending at{0, all.beginning()};
    for (; at.frame != all.count() && all.follows(all.at(at.frame), at.before); ++at.frame)
        at.before = all.at(at.frame).sum();
    return at;
}

// SQLite begins a transaction only when the one before is durable. So if a valid frame follows a
// commit behind the end, that commit was durable and is lost. Frames without a commit are left by
// transactions that were torn or rolled back.
bool goes_on_behind(const frames& all, const ending& end) noexcept
{
    for (std::size_t n = end.frame; n + 1 < all.count(); ++n) {
        const frame next = all.at(n + 1);
        if (!all.at(n).commits() || !all.of_this_generation(next))
            continue;
        // The checksum itself may be the damaged part: compare with a computed one, too.
        const bool is_end = n == end.frame;
        if (all.follows(next, all.at(n).sum()) ||
            (is_end && all.follows(next, all.sum(all.at(n), end.before))))
            return true;
    }
    return false;
}

} // namespace

bool is_damaged(std::string_view log) noexcept
{
    // A shorter log has no frame yet.
    if (log.size() <= header_size)
        return false;
    const auto all = frames::read(log);
    return !all || goes_on_behind(*all, end_of(*all));
}

} // namespace postern::store
