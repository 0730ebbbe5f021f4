#include <postern/check/http_endpoint.hpp>
#include <postern/check/render_http.hpp>

#include <utility>

namespace postern::check {

http_endpoint::http_endpoint(
    endpoint_options options, std::size_t slot, const answer_options& answers
)
    : endpoint(std::move(options), answers), slot_(slot)
{
    for (std::size_t i = 0; i != denials_.size(); ++i)
        denials_[i] = render_http(dialect(), denial(static_cast<resolve::outcome>(i), rules()));
}

http::reply_ptr http_endpoint::reply(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request, resolve::resolver& resolver
) const
{
    if (endpoint::identifies(decision, rules))
        return identify(decision, rules, request, resolver);
    const bool is_prebuilt =
        &rules == &endpoint::rules() && !depends_on_request(decision, rules, request);
    if (is_prebuilt)
        return denials_[static_cast<std::size_t>(decision.outcome())];
    return render_http(dialect(), conclude(decision, rules, request));
}

// The reply depends on the identity alone, so it serves every rule under which it passes.
http::reply_ptr http_endpoint::identify(
    const resolve::decision& decision, const resolve::rules& rules,
    const resolve::auth_request& request, resolve::resolver& resolver
) const
{
    const resolve::cached_proof_ptr& proof = decision.proof();
    if (slot_ < proof->replies.size() && proof->replies[slot_])
        return std::static_pointer_cast<const http::reply>(proof->replies[slot_]);
    http::reply_ptr built = render_http(dialect(), conclude(decision, rules, request));
    resolver.cache_of(*proof).attach(proof, slot_, built, built->memory());
    return built;
}

} // namespace postern::check
