// Whether what is remembered of a session may still be believed.
//
// A session that changed moves the number of its slot; whoever remembers it kept the number that
// stood before the store was read, so that an end that overtakes a look-up is seen as well. The hit
// road pays two atomic loads. Slots are shared: a change elsewhere sometimes costs a look-up.
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
        std::uint32_t number = 0;
        std::uint32_t all = 0;
    };

    // Take it before reading the store.
    version current(std::string_view id) const noexcept;
    bool is_current(const version&) const noexcept;

    void changed(std::string_view id) noexcept;
    void all_changed() noexcept;

private:
    static constexpr std::size_t slots = 1 << 14;

    std::array<std::atomic<std::uint32_t>, slots> numbers_{};
    std::atomic<std::uint32_t> all_{0};
};

} // namespace postern::session
