// The reply to a proof, which is built once and kept in the proof's cache: it depends on the
// identity alone, so it serves every rule under which that identity passes.
#pragma once

#include <postern/resolve/resolver.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace postern::check {

// The reply in this slot of the proof; `build` makes it if there is none yet. Only one type of
// reply is ever kept in a slot.
template <class Reply, class Build>
std::shared_ptr<const Reply> kept_reply(
    const resolve::cached_proof_ptr& proof, std::size_t slot, resolve::resolver& resolver,
    const Build& build
)
{
    if (slot < proof->replies.size() && proof->replies[slot])
        return std::static_pointer_cast<const Reply>(proof->replies[slot]);
    std::shared_ptr<const Reply> built = build();
    resolver.cache_of(*proof).attach(proof, slot, built, built->memory());
    return built;
}

} // namespace postern::check
