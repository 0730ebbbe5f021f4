#include "topology.hpp"

#include <boost/asio/post.hpp>

namespace postern::redis {

const node* layout::master_of(std::uint16_t slot) const noexcept
{
    const std::size_t index = slots.empty() ? 0 : slots[slot];
    return index < masters.size() ? &masters[index] : nullptr;
}

std::shared_ptr<const layout> topology::current() const
{
    const std::lock_guard lock(mutex_);
    return current_;
}

void topology::publish(std::vector<node> masters, std::vector<std::uint16_t> slots)
{
    const std::lock_guard lock(mutex_);
    if (masters == current_->masters && slots == current_->slots)
        return;
    current_ = std::make_shared<const layout>(layout{
        current_->epoch + 1, std::move(masters), std::move(slots)});
    epoch_.store(current_->epoch, std::memory_order_release);
    for (const auto& [who, each] : members_)
        boost::asio::post(each.executor, each.changed);
}

void topology::join(const void* who, boost::asio::any_io_executor executor, listener changed)
{
    const std::lock_guard lock(mutex_);
    boost::asio::post(executor, changed);
    members_.emplace(who, member{std::move(executor), std::move(changed)});
}

void topology::leave(const void* who)
{
    const std::lock_guard lock(mutex_);
    members_.erase(who);
}

void topology::doubt() const
{
    const std::lock_guard lock(mutex_);
    if (doubt_)
        doubt_();
}

void topology::on_doubt(listener called)
{
    const std::lock_guard lock(mutex_);
    doubt_ = std::move(called);
}

} // namespace postern::redis
