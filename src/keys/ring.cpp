#include <postern/keys/ring.hpp>

#include <utility>

namespace postern::keys {

ring::ring() : state_(std::make_shared<state>()) {}

ring::ring(key_set first) : ring()
{
    publish(std::move(first));
}

ring::snapshot ring::current() const
{
    const std::lock_guard lock(state_->mutex);
    return {state_->keys, state_->extent, state_->generation};
}

void ring::publish(key_set fresh, completeness extent) const
{
    auto keys = std::make_shared<const key_set>(std::move(fresh));
    const std::lock_guard lock(state_->mutex);
    if (*keys == *state_->keys && extent == state_->extent)
        return;
    state_->keys.swap(keys);
    state_->extent = extent;
    state_->generation.fetch_add(1, std::memory_order_release);
}

} // namespace postern::keys
