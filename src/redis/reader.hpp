// Octets to replies, by the RESP2 reader of hiredis. It builds our own replies, with bounds: what a
// broken or hostile server sends costs a connection, but not the memory of the process.
#pragma once

#include <postern/redis/error.hpp>
#include <postern/redis/reply.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

struct redisReader;

namespace postern::redis {

class reader
{
public:
    static constexpr std::size_t longest_reply = 64 * 1024 * 1024; // octets
    static constexpr std::size_t most_elements = 1024 * 1024;      // of all arrays of one reply
    static constexpr std::size_t deepest_array = 7; // hiredis 0.14 has this limit, too

    reader();
    ~reader();
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    // Takes octets as they arrived. errc::malformed if they make the reply too long.
    error_code feed(std::string_view octets);

    // The next whole reply, or nothing if more octets are needed. errc::malformed if the octets are
    // not RESP2 within the bounds; the connection must be closed then.
    result<std::optional<reply>> next();

    bool has_unread_octets() const noexcept { return unread_ != 0; }

private:
    struct close
    {
        void operator()(redisReader*) const noexcept;
    };

    std::unique_ptr<redisReader, close> reader_;
    std::size_t unread_ = 0;   // octets of replies that next() has not returned
    std::size_t elements_ = 0; // of the reply that is being read
};

} // namespace postern::redis
