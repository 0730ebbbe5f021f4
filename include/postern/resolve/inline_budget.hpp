// Which signatures an event loop may verify itself.
//
// RSA verification costs as little as the rest of a check and always stays on the loop. ES256 and
// Ed25519 cost three to five times as much: a few in each millisecond are cheaper here than on
// another thread, a burst is not. P-384, P-521 and large RSA keys would make all other requests
// wait (docs/performance.md has the figures).
#pragma once

#include <postern/base/clock.hpp>
#include <postern/keys/key_set.hpp>

#include <chrono>

namespace postern::resolve {

// Pure: time is an argument. One for each worker.
class inline_budget
{
public:
    // True if a signature under this key may be verified on the loop now. It is counted then.
    bool admits(const keys::key& key, steady_point now) noexcept;

private:
    steady_point window_{};
    std::chrono::microseconds spent_{0};
};

} // namespace postern::resolve
