#include "connection_counts.hpp"

namespace postern::grpc {
namespace {

bool is_counted(const std::string& peer)
{
    return !peer.starts_with("unix");
}

} // namespace

std::size_t connection_counts::add(const std::string& peer)
{
    if (!is_counted(peer))
        return 0;
    const std::lock_guard lock(mutex_);
    return ++counts_[peer];
}

void connection_counts::remove(const std::string& peer)
{
    if (!is_counted(peer))
        return;
    const std::lock_guard lock(mutex_);
    if (const auto found = counts_.find(peer); --found->second == 0)
        counts_.erase(found);
}

} // namespace postern::grpc
