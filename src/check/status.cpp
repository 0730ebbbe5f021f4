#include "status.hpp"

#include <cstddef>
#include <iterator>

namespace postern::check {
namespace {

using resolve::mode;
using resolve::outcome;

struct outcome_row
{
    outcome what;
    unsigned identify; // status in each mode, without an identity
    unsigned enforce;
    std::string_view challenge; // RFC 6750 §3: WWW-Authenticate of a denial
    std::string_view error;     // body, where the dialect has one
};

// A denial says that something failed, never which check (RFC 6750 §3.1 knows three words). The
// first row is never used: `valid` has an identity.
constexpr outcome_row table[] = {
    {outcome::valid, 503, 503, "", "temporarily_unavailable"},
    {outcome::none, 200, 401, R"(Bearer realm="postern")", "authentication_required"},
    {outcome::invalid, 200, 401, R"(Bearer realm="postern", error="invalid_token")",
     "invalid_token"},
    {outcome::forbidden, 403, 403, R"(Bearer realm="postern", error="insufficient_scope")",
     "insufficient_scope"},
    {outcome::unavailable, 503, 503, "", "temporarily_unavailable"},
    {outcome::malformed, 400, 400, "", "invalid_request"},
    {outcome::bad_request, 400, 400, "", "invalid_request"},
    {outcome::preflight, 200, 200, "", ""},
};

constexpr bool is_complete_and_in_order()
{
    for (std::size_t i = 0; i != std::size(table); ++i)
        if (table[i].what != static_cast<outcome>(i))
            return false;
    return std::size(table) == resolve::outcome_count;
}
static_assert(is_complete_and_in_order(), "row() finds an outcome by its position");

constexpr bool only_preflights_pass_without_identity()
{
    for (const outcome_row& each : table)
        if (each.enforce == 200 && each.what != outcome::preflight)
            return false;
    return true;
}
static_assert(only_preflights_pass_without_identity());

const outcome_row& row(outcome what)
{
    return table[static_cast<std::size_t>(what)];
}

// RFC 6750 §3: the scope attribute says what would be enough.
std::string scope_attribute(const resolve::policy& policy)
{
    std::string text = ", scope=\"";
    for (const std::string& scope : policy.scopes)
        text.append(&scope == &policy.scopes.front() ? "" : " ").append(scope);
    return text += '"';
}

} // namespace

unsigned status_of(outcome what, mode in) noexcept
{
    return in == mode::enforce ? row(what).enforce : row(what).identify;
}

std::string_view error_word_of(outcome what) noexcept
{
    return row(what).error;
}

std::string challenge_of(outcome what, const resolve::rules& rules, const challenge_options& more)
{
    std::string text(row(what).challenge);
    if (text.empty())
        return text;
    if (what == outcome::forbidden && rules.policy && !rules.policy->scopes.empty())
        text += scope_attribute(*rules.policy);
    // RFC 9728 §5.1. The configuration takes no URL with a quote.
    if (!more.resource_metadata.empty())
        text.append(", resource_metadata=\"").append(more.resource_metadata).append("\"");
    return text;
}

} // namespace postern::check
