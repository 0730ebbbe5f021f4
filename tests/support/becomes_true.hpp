// Waits for what another thread or process does.
#pragma once

#include <chrono>
#include <thread>

namespace postern::test {

// Asks again and again until the condition holds. False if it does not within the time.
template <class Condition>
bool becomes_true(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(10))
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

} // namespace postern::test
