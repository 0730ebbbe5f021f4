#include <postern/session/session_versions.hpp>

#include <functional>

namespace postern::session {
namespace {

// Two ids may have the same slot. Then a change of one session affects the other one, too.
std::size_t slot_of(std::string_view id, std::size_t slots) noexcept
{
    return std::hash<std::string_view>()(id) % slots;
}

} // namespace

session_versions::version session_versions::current(std::string_view id) const noexcept
{
    const std::size_t slot = slot_of(id, slots);
    // Acquire: the store is read after these numbers, so that no change is missed.
    return {
        slot, slot_numbers_[slot].load(std::memory_order_acquire),
        common_number_.load(std::memory_order_acquire)};
}

bool session_versions::is_current(const version& read) const noexcept
{
    return slot_numbers_[read.slot].load(std::memory_order_acquire) == read.slot_number &&
           common_number_.load(std::memory_order_acquire) == read.common_number;
}

void session_versions::changed(std::string_view id) noexcept
{
    slot_numbers_[slot_of(id, slots)].fetch_add(1, std::memory_order_release);
}

void session_versions::all_changed() noexcept
{
    common_number_.fetch_add(1, std::memory_order_release);
}

} // namespace postern::session
