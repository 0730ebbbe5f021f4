#include <postern/session/authgear.hpp>
#include <postern/session/session_versions.hpp>

#include <functional>

namespace postern::session {
namespace {

// Two ids may have the same slot. Then a change of one session affects the other one, too.
std::size_t slot_of(std::string_view id, std::size_t slots) noexcept
{
    return std::hash<std::string_view>()(id) % slots;
}

constexpr bool is_odd(std::uint32_t number) noexcept
{
    return number % 2 != 0;
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

bool session_versions::is_unchanged(const version& read) const noexcept
{
    return slot_numbers_[read.slot].load(std::memory_order_acquire) == read.slot_number &&
           common_number_.load(std::memory_order_acquire) == read.common_number;
}

bool session_versions::is_current(const version& read) const noexcept
{
    return !is_odd(read.common_number) && is_unchanged(read);
}

void session_versions::changed(const store::key& name) noexcept
{
    if (name.kind == record_kind || name.kind == authgear_kind)
        slot_numbers_[slot_of(name.id, slots)].fetch_add(1, std::memory_order_release);
}

// An engine calls these two functions on one thread.
void session_versions::lost() noexcept
{
    if (!is_odd(common_number_.load(std::memory_order_relaxed)))
        common_number_.fetch_add(1, std::memory_order_release);
}

void session_versions::caught_up() noexcept
{
    if (is_odd(common_number_.load(std::memory_order_relaxed)))
        common_number_.fetch_add(1, std::memory_order_release);
}

} // namespace postern::session
