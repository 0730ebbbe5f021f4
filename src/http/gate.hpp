// How many connections are inside, and the news that one has left.
//
// The acceptor's thread lets them in; they leave on the threads of their workers. Whoever was
// turned away at a full gate, or waits for an empty house, is told.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace postern::http {

class gate : public std::enable_shared_from_this<gate>
{
public:
    // The right to be inside, given back by its destructor.
    class ticket
    {
    public:
        ticket() = default;
        explicit ticket(std::shared_ptr<gate> from) noexcept : gate_(std::move(from)) {}
        ticket(ticket&&) noexcept = default;
        ticket& operator=(ticket&&) = delete;
        ~ticket();

        explicit operator bool() const noexcept { return gate_ != nullptr; }

    private:
        std::shared_ptr<gate> gate_;
    };

    // `news` is called on the thread of the one that leaves.
    gate(std::size_t limit, std::function<void()> news);

    // An empty ticket if the house is full; then news comes when there is room. One thread only.
    ticket enter();

    // From now on news comes when the last one has left.
    void close() noexcept { closing_ = true; }

    // No more news: whoever would hear it is gone. REQUIRES: no other thread is running.
    void forget_news() noexcept { news_ = nullptr; }

    std::size_t inside() const noexcept { return inside_; }

private:
    void leave() noexcept;

    std::size_t limit_;
    std::function<void()> news_;
    std::atomic<std::size_t> inside_{0};
    std::atomic<bool> turned_away_{false};
    std::atomic<bool> closing_{false};
};

} // namespace postern::http
