// When a connection to a server is attempted, and whether commands may wait for it. A pure machine:
// the events come in with their time, the actions go out.
//
// The first attempt after a loss begins at once, later ones after 50 ms, 100 ms and so on to 1 s,
// each shortened at random by up to a half. After 5 failures in a row the breaker is open: commands
// fail at once, and one attempt is made per second. A failure is a failed attempt, a lost
// connection, a late reply, or a command that waited for an attempt until its deadline; only the
// reply to a command ends the row, because a stopped server still accepts connections.
#pragma once

#include <chrono>

namespace postern::redis {

class reconnect
{
public:
    static constexpr std::chrono::milliseconds first_delay{50};
    static constexpr std::chrono::milliseconds longest_delay{1000};
    static constexpr unsigned failures_until_open = 5;

    // `random` is in [0, 1). Returns the delay until the next attempt.
    std::chrono::milliseconds on_failed_attempt(double random) noexcept;
    std::chrono::milliseconds on_lost(double random) noexcept;
    void on_connected() noexcept { connected_ = true; }
    void on_answer() noexcept { failures_ = 0; }
    void on_waited_in_vain() noexcept { ++failures_; }

    bool is_open() const noexcept { return failures_ >= failures_until_open; }
    // Whether a command may be sent, or may wait for the attempt. An open breaker admits commands
    // once a connection is made, because one of them must find out whether it is of use.
    bool admits() const noexcept { return connected_ || !is_open(); }

private:
    std::chrono::milliseconds delay(double random) const noexcept;

    unsigned failures_ = 0;
    bool connected_ = false;
};

} // namespace postern::redis
