#include "gate.hpp"

#include <new>

namespace postern::http {

gate::gate(std::size_t limit, std::function<void()> news) : limit_(limit), news_(std::move(news)) {}

gate::ticket gate::enter()
{
    if (inside_ >= limit_) {
        // Announced first, then looked again: one that leaves in between is seen by one of us.
        turned_away_ = true;
        if (inside_ >= limit_)
            return {};
        turned_away_ = false;
    }
    ++inside_;
    return ticket(shared_from_this());
}

void gate::leave() noexcept
{
    const bool last = --inside_ == 0;
    const bool awaited = turned_away_.exchange(false);
    try {
        if (news_ && (awaited || (last && closing_)))
            news_();
    } catch (const std::bad_alloc&) { // acceptors look again, and a drain has its limit
    }
}

gate::ticket::~ticket()
{
    if (gate_)
        gate_->leave();
}

} // namespace postern::http
