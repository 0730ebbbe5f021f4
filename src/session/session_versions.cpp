#include <postern/session/session_versions.hpp>

#include <functional>

namespace postern::session {
namespace {

std::size_t slot_of(std::string_view id, std::size_t slots) noexcept
{
    return std::hash<std::string_view>()(id) % slots;
}

} // namespace

session_versions::version session_versions::current(std::string_view id) const noexcept
{
    const std::size_t slot = slot_of(id, slots);
    return {
        slot, numbers_[slot].load(std::memory_order_acquire), all_.load(std::memory_order_acquire)};
}

bool session_versions::is_current(const version& taken) const noexcept
{
    return numbers_[taken.slot].load(std::memory_order_acquire) == taken.number &&
           all_.load(std::memory_order_acquire) == taken.all;
}

void session_versions::changed(std::string_view id) noexcept
{
    numbers_[slot_of(id, slots)].fetch_add(1, std::memory_order_release);
}

void session_versions::all_changed() noexcept
{
    all_.fetch_add(1, std::memory_order_release);
}

} // namespace postern::session
