#include "connection_limiter.hpp"

#include <new>

namespace postern::http {

connection_limiter::connection_limiter(std::size_t limit, std::function<void()> notify)
    : limit_(limit), notify_(std::move(notify))
{
}

connection_limiter::slot connection_limiter::acquire()
{
    if (count_ >= limit_) {
        // Set the flag first, then look again. If a connection is closed in between, either this
        // second look sees it, or release() sees the flag.
        refused_ = true;
        if (count_ >= limit_)
            return {};
        refused_ = false;
    }
    ++count_;
    return slot(shared_from_this());
}

void connection_limiter::release() noexcept
{
    // Lower the count first, then read the flag: acquire() does the opposite.
    const bool last = --count_ == 0;
    const bool awaited = refused_.exchange(false);
    try {
        if (notify_ && (awaited || (last && draining_)))
            notify_();
    } catch (const std::bad_alloc&) { // acceptors try again by themselves, and a drain has a limit
    }
}

connection_limiter::slot::~slot()
{
    if (from_)
        from_->release();
}

} // namespace postern::http
