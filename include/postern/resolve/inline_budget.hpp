// Which signatures an event loop may verify itself.
//
// RSA verification is as cheap as the rest of a check and always stays on the loop. ES256 and
// Ed25519 cost three to five times that: a few per millisecond are cheaper here than a change of
// thread, a burst is not. P-384, P-521 and large RSA moduli would stop everybody else
// (docs/performance.md has the figures).
#pragma once

#include <postern/base/clock.hpp>
#include <postern/keys/key_set.hpp>

#include <chrono>

namespace postern::resolve {

// A pure machine: time comes in as an argument. One per worker.
class inline_budget
{
public:
    // True if a signature under this key may be verified on the loop now; it is then counted.
    bool admits(const keys::key&, steady_point now) noexcept;

private:
    steady_point window_{};
    std::chrono::microseconds spent_{0};
};

} // namespace postern::resolve
