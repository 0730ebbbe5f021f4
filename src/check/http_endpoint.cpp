#include <postern/check/http_endpoint.hpp>
#include <postern/check/render_http.hpp>

#include "kept_reply.hpp"

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
    const auto build = [&] { return render_http(dialect(), conclude(decision, rules, request)); };
    if (endpoint::identifies(decision, rules))
        return kept_reply<http::reply>(decision.proof(), slot_, resolver, build);
    const bool is_prebuilt =
        &rules == &endpoint::rules() && !depends_on_request(decision, rules, request);
    if (is_prebuilt)
        return denials_[static_cast<std::size_t>(decision.outcome())];
    return build();
}

} // namespace postern::check
