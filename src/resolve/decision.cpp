#include <postern/resolve/decision.hpp>

#include <array>
#include <utility>

namespace postern::resolve {
namespace {

// Proxies pass on the client's host, method and target as they are.
bool is_fault_of_client(const error_code& reason)
{
    return reason == errc::host_invalid || reason == errc::method_invalid ||
           reason == errc::uri_invalid;
}

// The one place where the class of a reason becomes an outcome. An internal error denies: it cannot
// be known.
outcome outcome_of(const error_code& reason)
{
    if (reason == make_error_code(errc::no_credential))
        return outcome::none;
    switch (classify(reason)) {
    case failure::malformed:
        return is_fault_of_client(reason) ? outcome::bad_request : outcome::malformed;
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
        "valid",       "none",      "invalid",     "forbidden",
        "unavailable", "malformed", "bad_request", "preflight"};
    return names[static_cast<std::size_t>(value)];
}

decision::decision(resolve::outcome outcome, error_code reason, cached_proof_ptr proof) noexcept
    : outcome_(outcome), reason_(reason), proof_(std::move(proof))
{
}

decision decision::allow(cached_proof_ptr proof)
{
    if (!proof || !proof->proven.who || proof->proven.who->user_id.empty())
        return refuse(errc::identity_missing);
    return {outcome::valid, {}, std::move(proof)};
}

decision decision::forbid(error_code reason, cached_proof_ptr proof)
{
    return {outcome::forbidden, reason, std::move(proof)};
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
