// Versions of sessions: they tell whether a cached session is still current.
//
// A session belongs to a slot, chosen by the hash of its id, and a change of the session increments
// the slot's number. A cache keeps the version that was current before the store was read, so that
// it also notices a change that happens during the look-up. To compare a version costs two atomic
// loads. Sessions share slots: a change of one sometimes makes the cache look up another one again.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postern::session {

// Thread-safe.
class session_versions
{
public:
    struct version
    {
        std::size_t slot = 0;
        std::uint32_t slot_number = 0;
        std::uint32_t common_number = 0;
    };

    // Read it before the store.
    version current(std::string_view id) const noexcept;

    // False if the session, or all sessions, may have changed since `read` was current.
    bool is_current(const version& read) const noexcept;

    void changed(std::string_view id) noexcept;
    void all_changed() noexcept;

private:
    static constexpr std::size_t slots = 1 << 14;

    std::array<std::atomic<std::uint32_t>, slots> slot_numbers_{};
    std::atomic<std::uint32_t> common_number_{0}; // incremented when any session may have changed
};

} // namespace postern::session
