// Versions of sessions: they tell whether a cached session is still current.
//
// A session belongs to a slot, chosen by the hash of its id, and a change of the session increments
// the slot's number. A cache keeps the version that was current before the store was read, so that
// it also notices a change that happens during the look-up. To compare a version costs two atomic
// loads. Sessions share slots: a change of one sometimes makes the cache look up another one again.
//
// The versions follow the store's change feed. While the feed is lost, no version is current, so
// that each use of a session asks the store.
#pragma once

#include <postern/store/engine.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postern::session {

// The kind of the sessions' records in the store.
inline constexpr std::string_view record_kind = "session";

// Thread-safe.
class session_versions final : public store::feed_listener
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

    // False if the session, or all sessions, may have changed since `read` was current. Always
    // false while the feed is lost, and for a version that was read while it was lost.
    bool is_current(const version& read) const noexcept;

    // The same without the feed: whether no change was told since.
    bool is_unchanged(const version& read) const noexcept;

    void changed(const store::key& name) noexcept override;
    void lost() noexcept override;
    void caught_up() noexcept override;

private:
    static constexpr std::size_t slots = 1 << 14;

    std::array<std::atomic<std::uint32_t>, slots> slot_numbers_{};
    // Incremented when any session may have changed. Odd: the feed is lost.
    std::atomic<std::uint32_t> common_number_{0};
};

} // namespace postern::session
