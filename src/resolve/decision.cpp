#include <postern/resolve/decision.hpp>

#include <array>
#include <cassert>
#include <utility>

namespace postern::resolve {
namespace {

// The one place where a reason's class becomes an outcome. Internal errors deny as "cannot be
// known".
outcome outcome_of(const error_code& reason)
{
    if (reason == make_error_code(errc::no_credential))
        return outcome::none;
    switch (classify(reason)) {
    case failure::malformed:
        return outcome::malformed;
    case failure::unauthenticated:
        return outcome::invalid;
    case failure::forbidden:
        return outcome::forbidden;
    case failure::unavailable:
    case failure::internal:
        break;
    }
    return outcome::unavailable;
}

} // namespace

std::string_view to_string(outcome value) noexcept
{
    constexpr std::array<std::string_view, outcome_count> names{
        "valid", "none", "invalid", "forbidden", "unavailable", "malformed", "preflight"};
    return names[static_cast<std::size_t>(value)];
}

decision::decision(resolve::outcome outcome, error_code reason, proof_ptr proven) noexcept
    : outcome_(outcome), reason_(reason), proven_(std::move(proven))
{
}

decision decision::allow(proof_ptr proven)
{
    assert(proven && proven->who && !proven->who->user_id.empty());
    return {outcome::valid, {}, std::move(proven)};
}

decision decision::forbid(error_code reason, proof_ptr proven)
{
    return {outcome::forbidden, reason, std::move(proven)};
}

decision decision::refuse(error_code reason, bool stale_cookie)
{
    decision made(outcome_of(reason), reason, nullptr);
    made.stale_cookie_ = stale_cookie;
    return made;
}

decision decision::pass_preflight()
{
    return {outcome::preflight, {}, nullptr};
}

} // namespace postern::resolve
